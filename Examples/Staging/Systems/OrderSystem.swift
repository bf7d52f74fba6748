import Model
import Templating

/// A shop: an order is placed, looked at, paid, looked at again and sometimes cancelled.
final class OrderSystem: StagingSystem {
    let name = "orders"
    let origin = Origin(scheme: .https, authority: Authority(host: "shop.staging.test"))

    private let style: Style
    private let id: Shape
    private let event: Shape
    private let path: String
    private let (sku, quantity, price, customer, note): (String, String, String, String, String)
    private let (key, total, status, created, buyer): (String, String, String, String, String)
    private let isWrapped: Bool
    private let sums: Bool
    private var orders: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        path = "/" + style.name("orders", "purchases", "v2/orders", "api/carts")
        (id, event) = (style.identifier("ord_", "o-", "order_"), style.eventIdentifier())
        (sku, quantity) = (style.name("sku", "article", "product code"), style.name("quantity", "qty", "count"))
        (price, customer) = (style.name("unit price", "price cents"), style.name("customer", "customer id", "client"))
        note = style.name("note", "comment", "gift message")
        (key, total) = (style.name("id", "order id"), style.name("total", "total cents", "sum"))
        (status, created) = (style.name("status", "state"), style.name("created at", "created", "placed at"))
        buyer = style.happens(0.5) ? customer : style.name("buyer", "ordered by")
        (isWrapped, sums) = (style.happens(0.4), style.happens(0.3))
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        let order = "\(path)/\(client.text("id"))"
        switch client.step {
        case 0:
            return .json(
                "place",
                "POST",
                path,
                [
                    (sku, .string(chance.pick(["tea-green", "tea-black", "kettle-7", "cup-white"]))),
                    (quantity, .int(Int.random(in: 1...9, using: &chance))), (price, .int(Vocabulary.amount(&chance))),
                    (customer, .string(Vocabulary.mail(&chance))), (note, .string(Vocabulary.sentence(&chance))),
                ]
            )
        case 1, 3: return Call("show", "GET", order)
        case 2:
            return .json("pay", "POST", "\(order)/pay", [("method", .string(chance.pick(["card", "cash", "bank"])))])
        case 4: return client.number % 3 == 0 ? Call("cancel", "DELETE", order) : nil
        case 5: return Call("show", "GET", order)
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "place": return place(call, client)
        case "pay": return pay(call, client)
        case "cancel":
            orders[client.text("id")] = nil
            return Act(204)
        default:
            guard let order = orders[client.text("id")] else {
                return Act(404, .object([("error", .leaf(.words("not found")))]))
            }
            return Act(200, wrapped(.stored(order)))
        }
    }

    private func wrapped(_ node: Node) -> Node { isWrapped ? .object([("data", node)]) : node }

    private func place(_ call: Call, _ client: Client) -> Act {
        let (count, each) = (call.inputs[quantity]?.int ?? 0, call.inputs[price]?.int ?? 0)
        let sum = Leaf.link(.int(sums ? count + each : count * each), sums ? "quantity + price" : "quantity * price")
        func echo(_ name: String) -> Node { .leaf(.link(call.inputs[name] ?? .null, name)) }
        let order: [(String, Node)] = [
            (key, .leaf(.made("id", id))), (sku, echo(sku)), (quantity, echo(quantity)), (buyer, echo(customer)),
            (total, .leaf(sum)), (status, .leaf(.words("accepted"))), ("currency", .leaf(.words("eur"))),
            (created, .leaf(.time("created", style.clock, after: 0))), (note, echo(note)),
        ]
        var act = Act(201, wrapped(.object(order)))
        act.fields = [("Location", .text([.words("\(path)/"), .made("id", id)]))]
        let (fields, body) = style.event("order.created", event, .object(Array(order.prefix(6))))
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] body in
            let order = (isWrapped ? body?["data"] : body) ?? .null
            client.memory["id"] = order[key]
            orders[client.text("id")] = order
        }
        return act
    }

    private func pay(_ call: Call, _ client: Client) -> Act {
        var order = orders[client.text("id")] ?? .null
        if case .object(var object) = order {
            object[status] = "paid"
            order = .object(object)
        }
        var act = Act(
            200,
            wrapped(
                .object([
                    (status, .leaf(.words("paid"))), ("method", .leaf(.link(call.inputs["method"] ?? .null, "method"))),
                ])
            )
        )
        let data = Node.object([
            (key, .leaf(.link(order[key] ?? .null, "path"))), (total, .leaf(.store(order[total] ?? .null))),
            (buyer, .leaf(.store(order[buyer] ?? .null))),
            ("method", .leaf(.link(call.inputs["method"] ?? .null, "method"))),
        ])
        let (fields, body) = style.event("order.paid", event, data)
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] _ in orders[client.text("id")] = order }
        return act
    }

    func decoy(_ chance: inout Chance) -> Emission? {
        let data = Node.object([
            (buyer, .leaf(.literal(.string(Vocabulary.mail(&chance))))),
            (total, .leaf(.literal(.int(Vocabulary.amount(&chance))))), ("region", .leaf(.words("north"))),
        ])
        let (fields, body) = style.event("report.daily", event, data)
        return Emission(fields, body, after: style.delay)
    }
}
