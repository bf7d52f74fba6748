import Model
import Recorder
import Replay
import TestSupport
import Testing

/// Things that hold other things: what a request adds to a list, changes in it and takes out of it is shown by the thing.
@Suite struct ListsInThingsTests {
    /// A cart as a shop keeps it.
    private struct Cart {
        var id: String
        var items: [(id: String, sku: String, quantity: Int, price: Int)] = []
        var isClosed = false

        var subtotal: Int { items.reduce(0) { $0 + $1.quantity * $1.price } }

        var shown: JSON {
            let tax = subtotal * 19 / 100
            return [
                "id": .string(id), "status": isClosed ? "closed" : "open",
                "count": .int(items.reduce(0) { $0 + $1.quantity }), "subtotal": .int(subtotal), "tax": .int(tax),
                "total": .int(subtotal + tax), "items": .array(items.map(Self.shown)),
            ]
        }

        static func shown(_ item: (id: String, sku: String, quantity: Int, price: Int)) -> JSON {
            [
                "id": .string(item.id), "sku": .string(item.sku), "quantity": .int(item.quantity),
                "price": .int(item.price), "amount": .int(item.quantity * item.price),
            ]
        }
    }

    /// Carts to which up to three items are added; one is changed, one is taken out.
    private static func carts(seed: UInt64 = 12) -> StagedRecording {
        var random = SeededRandom(seed: seed)
        var recording = StagedRecording()
        for number in 0..<7 {
            var (time, cart) = (number * 100_000, Cart(id: "cart_\(random.text(12))"))
            recording.exchange("POST", "/carts", ["currency": "EUR"], at: time, status: 201, cart.shown)
            for item in 0..<(1 + number % 3) {
                time += 5_000
                let (quantity, price) = (1 + (number * 3 + item) % 5, 137 + number * 41 + item * 313)
                cart.items.append((random.text(10), "SKU-\(random.text(5))", quantity, price))
                let body: JSON = [
                    "sku": .string(cart.items[item].sku), "quantity": .int(quantity), "price": .int(price),
                ]
                recording.exchange("POST", "/carts/\(cart.id)/items", body, at: time, status: 201, cart.shown)
                let event: JSON = [
                    "type": "item.added", "cart": .string(cart.id), "item": Cart.shown(cart.items[item]),
                    "total": cart.shown["total"] ?? .null,
                ]
                recording.webhook(event, at: time + 200)
            }
            let changed = number % cart.items.count
            cart.items[changed].quantity = 6 + number
            let path = "/carts/\(cart.id)/items"
            recording.exchange(
                "PATCH",
                "\(path)/\(cart.items[changed].id)",
                ["quantity": .int(6 + number)],
                at: time + 5_000,
                cart.shown
            )
            if cart.items.count > 1 {
                let gone = cart.items.remove(at: number % 2)
                recording.exchange("DELETE", "\(path)/\(gone.id)", at: time + 9_000, status: 204)
            }
            recording.exchange("GET", "/carts/\(cart.id)", at: time + 12_000, cart.shown)
        }
        return recording
    }

    @Test func `an item is added to its cart, changed and taken out, and the sums follow`() throws {
        let built = Staging.build(Self.carts())
        let player = try BuiltPlayer(built)
        let id = player.content("POST", "/carts", ["currency": "USD"])["id"]?.string ?? ""
        func add(_ sku: String, _ quantity: Int, _ price: Int) -> JSON {
            let body: JSON = ["sku": .string(sku), "quantity": .int(quantity), "price": .int(price)]
            return player.content("POST", "/carts/\(id)/items", body)
        }
        let one = add("NEW-1", 2, 1_050)
        #expect(one["items"]?[0]?["amount"] == 2_100)
        #expect(one["tax"] == 399 && one["total"] == 2_499)
        _ = add("NEW-2", 1, 999)
        let three = add("NEW-3", 4, 25)
        #expect(three["items"]?.array?.map { $0["sku"] } == ["NEW-1", "NEW-2", "NEW-3"])
        #expect(three["count"] == 7 && three["subtotal"] == 3_199 && three["tax"] == 607 && three["total"] == 3_806)
        let second = three["items"]?[1]?["id"]?.string ?? ""
        let changed = player.content("PATCH", "/carts/\(id)/items/\(second)", ["quantity": 3])
        #expect(changed["items"]?[1]?["amount"] == 2_997 && changed["items"]?[1]?["sku"] == "NEW-2")
        #expect(changed["subtotal"] == 5_197 && changed["count"] == 9)
        let first = three["items"]?[0]?["id"]?.string ?? ""
        #expect(player.answer("DELETE", "/carts/\(id)/items/\(first)")?.answer.status == 204)
        let shown = player.content("GET", "/carts/\(id)")
        #expect(shown["items"]?.array?.map { $0["sku"] } == ["NEW-2", "NEW-3"])
        #expect(shown["subtotal"] == 3_097 && shown["tax"] == 588 && shown["total"] == 3_685)
    }

    @Test func `what is recorded comes again, with fresh values as well`() throws {
        let report = try ClosedLoop.check(Self.carts())
        #expect(report.isComplete, "\(report.text)")
    }

    @Test func `a webhook tells of the new item and of the cart's new total`() throws {
        let player = try BuiltPlayer(Staging.build(Self.carts()))
        let id = player.content("POST", "/carts", ["currency": "USD"])["id"]?.string ?? ""
        let body: JSON = ["sku": "NEW-9", "quantity": 3, "price": 500]
        let answer = try #require(player.answer("POST", "/carts/\(id)/items", body))
        let cart = try JSON.parse(answer.answer.body)
        let job = try #require(answer.jobs.first)
        let event = try JSON.parse(job.body)
        #expect(event["item"] == cart["items"]?[0])
        #expect(event["total"] == 1_785)
    }
}

extension ListsInThingsTests {
    /// Tickets with labels, which are words; a watcher is taken off the list by a path, labels are added by the request.
    @Test func `words are added once and taken off a list`() throws {
        var (random, recording) = (SeededRandom(seed: 4), StagedRecording())
        for number in 0..<6 {
            let (time, id) = (number * 50_000, random.text(14))
            func ticket(_ labels: [String]) -> JSON {
                ["id": .string(id), "title": "A ticket", "labels": .array(labels.map { .string($0) })]
            }
            recording.exchange("POST", "/tickets", ["title": "A ticket"], at: time, status: 201, ticket([]))
            let (one, two) = ("red\(number)", "blue\(number % 2)")
            let path = "/tickets/\(id)/labels"
            recording.exchange("POST", path, ["labels": [.string(one)]], at: time + 5_000, [.string(one)])
            recording.exchange("GET", "/tickets/\(id)", at: time + 6_000, ticket([one]))
            recording.exchange(
                "POST",
                path,
                ["labels": [.string(two), .string(one)]],
                at: time + 9_000,
                [.string(one), .string(two)]
            )
            recording.exchange("GET", "/tickets/\(id)", at: time + 12_000, ticket([one, two]))
            recording.exchange("DELETE", "\(path)/\(one)", at: time + 15_000, status: 204)
            recording.exchange("GET", "/tickets/\(id)", at: time + 18_000, ticket([two]))
        }
        let player = try BuiltPlayer(Staging.build(recording))
        let id = player.content("POST", "/tickets", ["title": "A ticket"])["id"]?.string ?? ""
        let path = "/tickets/\(id)/labels"
        #expect(player.content("POST", path, ["labels": ["x", "y"]]) == ["x", "y"])
        #expect(player.content("POST", path, ["labels": ["y", "z"]]) == ["x", "y", "z"])
        #expect(player.answer("DELETE", "\(path)/y")?.answer.status == 204)
        #expect(player.content("GET", "/tickets/\(id)")["labels"] == ["x", "z"])
    }
}
