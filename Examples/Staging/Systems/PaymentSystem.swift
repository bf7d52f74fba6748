import Model
import Templating

/// Payments in the manner of Stripe: forms in, JSON out, a limit that declines, events that carry the whole thing.
final class PaymentSystem: StagingSystem {
    let name = "payments"
    let origin = Origin(scheme: .https, authority: Authority(host: "api.pay.test"))

    private let style: Style
    private let prefix: String
    private let length: Int
    private let limit: Int
    private let reference: String
    private var payments: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        prefix = style.chance.pick(["pi_", "pay_", "int_"])
        length = style.chance.pick([16, 24])
        limit = style.chance.pick([20_000, 40_000])
        reference = style.name("order", "order id", "reference")
        self.style = style
    }

    private var id: Shape { .prefixed(prefix, .base62(length)) }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        let payment = "/v1/payments/\(client.text("id"))"
        switch client.step {
        case 0:
            let isLarge = Int.random(in: 0..<6, using: &chance) == 0
            let amount = Vocabulary.amount(&chance) + (isLarge ? limit : 0)
            return .form(
                "create",
                "/v1/payments",
                [
                    ("amount", String(amount)), ("currency", chance.pick(["usd", "eur", "gbp"])),
                    ("metadata[\(reference)]", Shape.hex(10).draw(&chance, Timestamp(seconds: 0)).textValue),
                    ("description", Vocabulary.sentence(&chance)),
                ]
            )
        case 1:
            return client.memory["id"] == nil
                ? nil : .form("confirm", "\(payment)/confirm", [("method", "pm_card_visa")])
        case 2: return Call("show", "GET", payment)
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "create": return create(call, client)
        case "confirm": return confirm(client)
        default: return Act(200, .stored(payments[client.text("id")] ?? .null))
        }
    }

    private func create(_ call: Call, _ client: Client) -> Act {
        let amount = Int(call.text("amount")) ?? 0
        if amount > limit {
            let error: [(String, Node)] = [
                ("type", .leaf(.words("card_error"))), ("code", .leaf(.words("amount_too_large"))),
                (
                    "message",
                    .leaf(.text([.words("Amount "), .link(.int(amount), "amount"), .words(" is too large.")]))
                ),
            ]
            return Act(402, .object([("error", .object(error))]))
        }
        let metadata = Node.object([
            (reference, .leaf(.link(call.inputs["metadata[\(reference)]"] ?? .null, "metadata")))
        ])
        var act = Act(
            200,
            .object([
                ("id", .leaf(.made("id", id))), ("object", .leaf(.words("payment"))),
                ("amount", .leaf(.link(.int(amount), "amount"))),
                ("currency", .leaf(.link(call.inputs["currency"] ?? .null, "currency"))),
                ("client_secret", .leaf(.text([.made("id", id), .words("_secret_"), .made("secret", .base62(25))]))),
                ("created", .leaf(.time("created", .unix, after: 0))), ("metadata", metadata),
                ("description", .leaf(.link(call.inputs["description"] ?? .null, "description"))),
                ("livemode", .leaf(.literal(false))), ("status", .leaf(.words("requires_confirmation"))),
            ])
        )
        act.keep = { [self] body in
            client.memory["id"] = body?["id"]
            payments[client.text("id")] = body ?? .null
        }
        return act
    }

    private func confirm(_ client: Client) -> Act {
        var payment = payments[client.text("id")] ?? .null
        if case .object(var object) = payment {
            object["status"] = "succeeded"
            payment = .object(object)
        }
        guard case .object(let members) = Node.stored(payment) else { return Act(404) }
        let now = members.map { $0.0 == "status" ? ($0.0, .leaf(.words("succeeded"))) : $0 }
        var act = Act(200, .object(now))
        act.emissions = [event("payment.succeeded", .object(now)), event("charge.succeeded", charge(payment))]
        act.keep = { [self] _ in payments[client.text("id")] = payment }
        return act
    }

    private func charge(_ payment: JSON) -> Node {
        .object([
            ("id", .leaf(.made("charge", .prefixed("ch_", .base62(length))))), ("object", .leaf(.words("charge"))),
            ("payment", .leaf(.store(payment["id"] ?? .null))), ("amount", .leaf(.store(payment["amount"] ?? .null))),
            ("paid", .leaf(.literal(true))),
        ])
    }

    private func event(_ type: String, _ object: Node) -> Emission {
        let signature = Leaf.text([.words("t="), .sent(.unix), .words(",v1="), .made("signature \(type)", .hex(64))])
        return Emission(
            to: "/stripe/events",
            [("Stripe-Signature", signature)],
            .object([
                ("id", .leaf(.made("event \(type)", .prefixed("evt_", .base62(length))))),
                ("object", .leaf(.words("event"))),
                ("created", .leaf(.time("event time", .unix, after: 0))), ("type", .leaf(.words(type))),
                ("data", .object([("object", object)])), ("livemode", .leaf(.literal(false))),
            ]),
            after: style.delay
        )
    }

    func decoy(_ chance: inout Chance) -> Emission? {
        event(
            "balance.available",
            .object([
                ("object", .leaf(.words("balance"))), ("amount", .leaf(.literal(.int(Vocabulary.amount(&chance))))),
                ("currency", .leaf(.words(chance.pick(["usd", "eur"])))),
            ])
        )
    }
}
