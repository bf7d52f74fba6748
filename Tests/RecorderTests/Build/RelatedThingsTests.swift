import Model
import Recorder
import Replay
import Templating
import TestSupport
import Testing

/// Things that name other things: prices of products, files of folders, articles of authors.
@Suite struct RelatedThingsTests {
    /// Orders of products that were made before, and a basket that is closed by its order.
    private static func orders() -> StagedRecording {
        var (random, recording) = (SeededRandom(seed: 21), StagedRecording())
        for number in 0..<6 {
            let (time, product, basket, order) = (number * 60_000, random.text(14), random.text(15), random.text(16))
            let price = 250 + number * 137
            let shown: JSON = [
                "id": .string(product), "name": .string("Thing \(random.text(4))"), "price": .int(price),
            ]
            let body: JSON = ["name": shown["name"] ?? .null, "price": .int(price)]
            recording.exchange("POST", "/products", body, at: time, status: 201, shown)
            func held(_ state: String) -> JSON { ["id": .string(basket), "state": .string(state)] }
            recording.exchange("POST", "/baskets", ["for": "me"], at: time + 2_000, status: 201, held("open"))
            recording.exchange(
                "POST",
                "/baskets/\(basket)/order",
                ["product_id": .string(product), "quantity": .int(number + 1)],
                at: time + 4_000,
                status: 201,
                [
                    "id": .string(order), "product": shown["name"] ?? .null, "quantity": .int(number + 1),
                    "total": .int(price * (number + 1)),
                ]
            )
            recording.exchange("GET", "/baskets/\(basket)", at: time + 6_000, held("ordered"))
        }
        return recording
    }

    @Test func `a line costs what its product costs, and its basket is closed`() throws {
        let player = try BuiltPlayer(Staging.build(Self.orders()))
        let product = player.content("POST", "/products", ["name": "Kettle", "price": 4_999])["id"]?.string ?? ""
        let basket = player.content("POST", "/baskets", ["for": "me"])["id"]?.string ?? ""
        let body: JSON = ["product_id": .string(product), "quantity": 3]
        let order = player.content("POST", "/baskets/\(basket)/order", body)
        #expect(order["product"] == "Kettle" && order["total"] == 14_997)
        #expect(player.content("GET", "/baskets/\(basket)")["state"] == "ordered")
    }

    /// Files in folders, which say how many they hold and how large those are.
    private static func files() -> StagedRecording {
        var (random, recording) = (SeededRandom(seed: 8), StagedRecording())
        for number in 0..<6 {
            let (time, folder) = (number * 90_000, random.text(14))
            var files: [(id: String, size: Int)] = []
            func shown() -> JSON {
                [
                    "id": .string(folder), "name": .string("Folder \(number)"), "count": .int(files.count),
                    "bytes": .int(files.reduce(0) { $0 + $1.size }),
                    "files": .array(files.map { ["id": .string($0.id), "size": .int($0.size)] }),
                ]
            }
            recording.exchange(
                "POST",
                "/folders",
                ["name": .string("Folder \(number)")],
                at: time,
                status: 201,
                shown()
            )
            for file in 0..<(2 + number % 2) {
                let (id, moment) = (random.text(16), time + 10_000 * (file + 1))
                let text = String(repeating: "lorem ipsum ", count: 1 + number + file * 3)
                files.append((id, text.utf8.count))
                let body: JSON = ["folder": .string(folder), "text": .string(text)]
                let made: JSON = [
                    "id": .string(id), "folder_id": .string(folder), "size": .int(text.utf8.count),
                ]
                recording.exchange("POST", "/folders/\(folder)/files", body, at: moment, status: 201, made)
                recording.exchange("GET", "/folders/\(folder)", at: moment + 1_000, shown())
                recording.exchange("GET", "/files/\(id)", at: moment + 2_000, made)
            }
            let gone = files.remove(at: 0)
            recording.exchange("DELETE", "/files/\(gone.id)", at: time + 50_000, status: 204)
            recording.exchange("GET", "/folders/\(folder)", at: time + 51_000, shown())
        }
        return recording
    }

    @Test func `a folder lists what is put into it, and no more what is deleted elsewhere`() throws {
        let player = try BuiltPlayer(Staging.build(Self.files()))
        let folder = player.content("POST", "/folders", ["name": "Mine"])["id"]?.string ?? ""
        func add(_ text: String) -> String {
            let body: JSON = ["folder": .string(folder), "text": .string(text)]
            return player.content("POST", "/folders/\(folder)/files", body)["id"]?.string ?? ""
        }
        let (one, two) = (add("abc"), add("defgh"))
        let both = player.content("GET", "/folders/\(folder)")
        #expect(both["count"] == 2 && both["bytes"] == 8)
        #expect(both["files"]?.array?.map { $0["id"] } == [.string(one), .string(two)])
        #expect(player.answer("DELETE", "/files/\(one)")?.answer.status == 204)
        let rest = player.content("GET", "/folders/\(folder)")
        #expect(rest["files"] == [["id": .string(two), "size": 5]])
        #expect(rest["count"] == 1 && rest["bytes"] == 5)
    }
}

extension RelatedThingsTests {
    /// Articles in the way of JSON:API, with their type in each request; three authors, lists by author and by state.
    private static func articles() -> StagedRecording {
        var (random, recording) = (SeededRandom(seed: 30), StagedRecording())
        var all: [(author: String, state: String, shown: JSON)] = []
        for number in 0..<4 {
            let (time, author) = (number * 100_000, random.uuid())
            let person: JSON = [
                "type": "people", "id": .string(author), "attributes": ["name": .string(random.text(8))],
            ]
            let about: JSON = ["type": "people", "attributes": person["attributes"] ?? .null]
            recording.exchange("POST", "/api/people", ["data": about], at: time, status: 201, ["data": person])
            for article in 0..<4 {
                let (id, state) = (random.uuid(), ["draft", "published"][(article + number) % 2])
                let body: JSON = [
                    "type": "articles", "attributes": ["title": .string(random.text(9)), "state": .string(state)],
                    "relationships": ["author": ["data": ["type": "people", "id": .string(author)]]],
                ]
                var shown = body.object ?? [:]
                shown["id"] = .string(id)
                all.append((author, state, .object(shown)))
                let moment = time + 5_000 * (article + 1)
                recording.exchange(
                    "POST",
                    "/api/articles",
                    ["data": body],
                    at: moment,
                    status: 201,
                    ["data": .object(shown)]
                )
                let path = "/api/articles/\(id)?include=author"
                recording.exchange("GET", path, at: moment + 1_000, ["data": .object(shown), "included": [person]])
            }
            let mine = all.filter { $0.author == author }
            func list(_ query: String, _ shown: [JSON], at moment: Int) {
                recording.exchange(
                    "GET",
                    "/api/articles?filter[author.id]=\(author)\(query)",
                    at: moment,
                    ["data": .array(shown)]
                )
            }
            list("", Array(mine.map(\.shown).prefix(3)), at: time + 50_000)
            list("&filter[state]=draft", mine.filter { $0.state == "draft" }.map(\.shown), at: time + 52_000)
            list("&filter[state]=all", Array(mine.map(\.shown).prefix(3)), at: time + 54_000)
        }
        return recording
    }

    @Test func `lists are filtered by members deep inside, cut at their usual length, and authors are included`() throws
    {
        let built = Staging.build(Self.articles())
        #expect(built.mocks.contains { $0.http.route == "/api/articles/:id" })
        let player = try BuiltPlayer(built)
        let person: JSON = ["data": ["type": "people", "attributes": ["name": "Ada"]]]
        let author = player.content("POST", "/api/people", person)["data"]?["id"] ?? .null
        var ids: [JSON] = []
        for state in ["draft", "published", "draft", "draft"] {
            let body: JSON = [
                "type": "articles", "attributes": ["title": "Title", "state": .string(state)],
                "relationships": ["author": ["data": ["type": "people", "id": author]]],
            ]
            ids.append(player.content("POST", "/api/articles", ["data": body])["data"]?["id"] ?? .null)
        }
        func listed(_ query: String) -> [JSON?] {
            let list = player.content("GET", "/api/articles?filter[author.id]=\(author.textValue)\(query)")
            return list["data"]?.array?.map { $0["id"] } ?? []
        }
        #expect(listed("") == [ids[0], ids[1], ids[2]])
        #expect(listed("&filter[state]=draft") == [ids[0], ids[2], ids[3]])
        #expect(listed("&filter[state]=all") == [ids[0], ids[1], ids[2]])
        let shown = player.content("GET", "/api/articles/\(ids[1].textValue)?include=author")
        #expect(shown["included"]?[0]?["attributes"]?["name"] == "Ada")
    }

    @Test func `a content is told by its hash and its size, and comes back as it was put`() throws {
        var (random, recording) = (SeededRandom(seed: 3), StagedRecording())
        for number in 0..<5 {
            let (time, name) = (number * 20_000, "file-\(random.text(10))")
            let body: JSON = ["text": .string(random.text(11 + number * 3))]
            let text = body["text"]?.string ?? ""
            let hash = try #require(ContentHashing.sha256.text(of: Array(text.utf8), .hex))
            let made: JSON = ["name": .string(name), "size": .int(text.utf8.count), "hash": .string("sha256:\(hash)")]
            recording.exchange(
                "PUT",
                "/files/\(name)",
                body,
                at: time,
                status: 201,
                made,
                fields: [("ETag", "\"\(hash)\"")]
            )
            recording.exchange("GET", "/files/\(name)", at: time + 1_000, made)
        }
        let player = try BuiltPlayer(Staging.build(recording))
        let answer = try #require(player.answer("PUT", "/files/file-mine000001", ["text": "abc"]))
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(answer.answer.fields.first("ETag") == "\"\(hash)\"")
        let made = try JSON.parse(answer.answer.body)
        #expect(made["hash"] == .string("sha256:\(hash)") && made["size"] == 3)
        #expect(player.content("GET", "/files/file-mine000001")["size"] == 3)
    }
}
