import Model
import Templating

/// Carts: lines that are added, changed and taken out, totals over them, and a checkout that tells two receivers, one of whom
/// hears of it again by the id of the event alone.
final class CartSystem: StagingSystem {
    let name = "carts"
    let origin = Origin(scheme: .https, authority: Authority(host: "cart.staging.test"))

    private let style: Style
    private let (id, line, order, event): (Shape, Shape, Shape, Shape)
    private let (lines, sku, quantity, price, amount): (String, String, String, String, String)
    private let (total, count): (String, String)
    private var carts: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        (id, line) = (style.identifier("cart_", "c-"), style.identifier("li_", "l-"))
        (order, event) = (style.identifier("ord_", "o-"), style.eventIdentifier())
        (lines, sku) = (style.name("lines", "items", "line items"), style.name("sku", "article"))
        (quantity, price) = (style.name("quantity", "qty"), style.name("price", "unit price"))
        (amount, total) = (style.name("amount", "line total"), style.name("total", "subtotal"))
        count = style.name("item count", "size")
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        let cart = "/carts/\(client.text("id"))"
        let line = "\(cart)/\(lines)/\(client.text("line"))"
        switch client.step {
        case 0:
            return .json(
                "open",
                "POST",
                "/carts",
                [("customer", .string(Vocabulary.mail(&chance))), ("currency", .string(chance.pick(["eur", "usd"])))]
            )
        case 1, 2, 3:
            return .json(
                "add",
                "POST",
                "\(cart)/\(lines)",
                [
                    (sku, .string(chance.pick(["tea-green", "tea-black", "kettle-7", "cup-white"]))),
                    (quantity, .int(Int.random(in: 1...4, using: &chance))), (price, .int(Vocabulary.amount(&chance))),
                ]
            )
        case 4, 7, 9: return Call("show", "GET", cart)
        case 5: return .json("change", "PATCH", line, [(quantity, .int(Int.random(in: 5...9, using: &chance)))])
        case 6: return client.number % 2 == 0 ? Call("remove", "DELETE", line) : Call("show", "GET", cart)
        case 8, 10:
            return .json("checkout", "POST", "\(cart)/checkout", [("method", .string(chance.pick(["card", "bank"])))])
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        let cart = carts[client.text("id")] ?? .null
        switch call.operation {
        case "open": return open(call, client)
        case "add":
            return add(call, cart, client)
        case "change": return change(call, cart, client)
        case "remove": return remove(cart, client)
        case "checkout": return checkout(call, cart, client)
        default: return Act(200, .stored(cart))
        }
    }

    private func open(_ call: Call, _ client: Client) -> Act {
        var act = Act(
            201,
            .object([
                ("id", .leaf(.made("id", id))),
                ("customer", .leaf(.link(call.inputs["customer"] ?? .null, "customer"))),
                ("currency", .leaf(.link(call.inputs["currency"] ?? .null, "currency"))), (lines, .leaf(.literal([]))),
                (total, .leaf(.literal(0))), (count, .leaf(.literal(0))), ("state", .leaf(.words("open"))),
                (style.spelled("created at"), .leaf(.time("created", style.clock, after: 0))),
            ])
        )
        act.keep = { [self] body in
            client.memory["id"] = body?["id"]
            carts[client.text("id")] = body ?? .null
        }
        return act
    }

    // MARK: Lines

    private func add(_ call: Call, _ cart: JSON, _ client: Client) -> Act {
        let (number, each) = (call.inputs[quantity]?.int ?? 0, call.inputs[price]?.int ?? 0)
        let line = Node.object([
            ("id", .leaf(.made("line", line))), (sku, .leaf(.link(call.inputs[sku] ?? .null, sku))),
            (quantity, .leaf(.link(.int(number), quantity))), (price, .leaf(.link(.int(each), price))),
            (amount, .leaf(.link(.int(number * each), "\(quantity) * \(price)"))),
        ])
        let old = cart[lines]?.array ?? []
        let nodes = old.map(Node.stored) + [line]
        return keeping(Act(201, shown(cart, nodes, worth: sum(old) + number * each)), client)
    }

    private func change(_ call: Call, _ cart: JSON, _ client: Client) -> Act {
        let all = cart[lines]?.array ?? []
        guard let old = all.last, case .object(let members) = old else { return Act(404) }
        let (number, each) = (call.inputs[quantity]?.int ?? 0, old[price]?.int ?? 0)
        let line = Node.object(
            members.members.map { member in
                switch member.name {
                case "id": (member.name, .leaf(.link(member.value, "path")))
                case quantity: (member.name, .leaf(.link(.int(number), quantity)))
                case amount: (member.name, .leaf(.store(.int(number * each))))
                default: (member.name, .stored(member.value))
                }
            }
        )
        let nodes = all.dropLast().map(Node.stored) + [line]
        return keeping(Act(200, shown(cart, nodes, worth: sum(all.dropLast()) + number * each)), client)
    }

    private func remove(_ cart: JSON, _ client: Client) -> Act {
        let left = (cart[lines]?.array ?? []).dropLast()
        return keeping(Act(200, shown(cart, left.map(Node.stored), worth: sum(left))), client)
    }

    /// The cart with these lines; what they come to is made of what stays and what is new.
    private func shown(_ cart: JSON, _ nodes: [Node], worth sum: Int) -> Node {
        .object(
            (cart.object?.members ?? [])
                .map { member in
                    switch member.name {
                    case lines: (member.name, .list(nodes))
                    case total: (member.name, .leaf(.store(.int(sum))))
                    case count: (member.name, .leaf(.store(.int(nodes.count))))
                    default: (member.name, .stored(member.value))
                    }
                }
        )
    }

    private func sum(_ lines: some Sequence<JSON>) -> Int { lines.reduce(0) { $0 + ($1[amount]?.int ?? 0) } }

    private func keeping(_ act: Act, _ client: Client) -> Act {
        var act = act
        act.keep = { [self] body in
            client.memory["line"] = body?[lines]?.array?.last?["id"]
            carts[client.text("id")] = body ?? .null
        }
        return act
    }

    // MARK: Checkout

    private func checkout(_ call: Call, _ cart: JSON, _ client: Client) -> Act {
        guard cart["state"] == "open" else {
            return Act(409, .object([("error", .leaf(.words("already checked out")))]))
        }
        let (number, basket) = (Leaf.made("order", order), Leaf.link(cart["id"] ?? .null, "path"))
        let sum = Leaf.store(cart[total] ?? .null)
        var act = Act(
            202,
            .object([
                ("order", .leaf(number)), ("cart", .leaf(basket)), (total, .leaf(sum)),
                ("method", .leaf(.link(call.inputs["method"] ?? .null, "method"))), ("state", .leaf(.words("pending"))),
            ])
        )
        let placed = Node.object([
            ("order", .leaf(number)), ("cart", .leaf(basket)), (total, .leaf(sum)),
            (lines, .stored(cart[lines] ?? .null)),
        ])
        let (fields, body) = style.event("order.placed", event, placed)
        act.emissions = [
            Emission(fields, body, after: style.delay),
            picks(number, cart), settled(number, sum),
        ]
        act.keep = { [self] _ in carts[client.text("id")] = cart.with("state", "ordered") }
        return act
    }

    /// What the warehouse must fetch; of the cart it says nothing.
    private func picks(_ number: Leaf, _ cart: JSON) -> Emission {
        let picks = (cart[lines]?.array ?? [])
            .map { line -> Node in
                let article = Node.leaf(.store(line[sku] ?? .null))
                return .object([("article", article), ("pieces", .leaf(.store(line[quantity] ?? .null)))])
            }
        var emission = Emission(
            to: "/warehouse/picks",
            [],
            .object([("order", .leaf(number)), ("picks", .list(picks))]),
            after: .uniform(100, 700)
        )
        emission.isShared = order.isTelling
        return emission
    }

    /// Follows the order's own webhook and names it.
    private func settled(_ number: Leaf, _ sum: Leaf) -> Emission {
        var emission = Emission(
            to: "/ledger",
            [("X-Caused-By", .made("event order.placed", event))],
            .object([
                ("order", .leaf(number)), ("settled", .leaf(sum)), ("ok", .leaf(.literal(true))),
                ("at", .leaf(.sent(style.eventClock))),
            ]),
            after: .fixed(2_500)
        )
        emission.isShared = order.isTelling
        return emission
    }

    /// The amount of some order, and nothing that tells which.
    func decoy(_ chance: inout Chance) -> Emission? {
        let (fields, body) = style.event(
            "stock.counted",
            event,
            .object([
                (sku, .leaf(.words(chance.pick(["tea-green", "kettle-7"])))),
                (total, .leaf(.literal(.int(Vocabulary.amount(&chance))))),
            ])
        )
        return Emission(fields, body, after: style.delay)
    }
}
