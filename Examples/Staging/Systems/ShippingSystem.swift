import Model
import Templating

/// Parcels: the client names where its webhooks go, which are XML, and the number of a parcel stands in their path.
final class ShippingSystem: StagingSystem {
    let name = "shipping"
    let origin = Origin(scheme: .http, authority: Authority(host: "ship.staging.test", port: 8_080))

    private let style: Style
    private let tracking: Shape
    private let (callback, name1, weight, code): (String, String, String, String)
    private let pathHasNumber: Bool
    private var parcels: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        tracking = style.chance.pick([.prefixed("1Z", .upperDigits(16)), .digits(12), .upperDigits(14)])
        callback = style.name("callback url", "notify url", "webhook")
        name1 = style.name("recipient", "to name")
        (weight, code) = (
            style.name("weight", "weight grams"), style.name("tracking number", "tracking code", "barcode")
        )
        pathHasNumber = style.happens(0.5)
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        switch client.step {
        case 0:
            return .json(
                "ship",
                "POST",
                "/shipments",
                [
                    (name1, .string("\(Vocabulary.person(&chance)) \(Vocabulary.person(&chance))")),
                    (weight, .int(100 * Int.random(in: 2...40, using: &chance))),
                    (callback, .string("http://127.0.0.1:9000/parcels/\(chance.pick(["eu", "us"]))")),
                ]
            )
        case 1: return Call("track", "GET", "/track?number=\(client.text("code"))")
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        if call.operation == "track" { return Act(200, .stored(parcels[client.text("code")] ?? .null)) }
        let grams = call.inputs[weight]?.int ?? 0
        let number = Leaf.made("code", tracking)
        let name = Leaf.link(call.inputs[name1] ?? .null, name1)
        let label = Leaf.changed(number) {
            .string(Base64.encoded(Array($0.textValue.utf8)))
        }
        var act = Act(
            201,
            .object([
                (code, .leaf(number)), ("label", .leaf(label)), ("price", .leaf(.link(.int(grams * 3), "weight * 3"))),
                ("carrier", .leaf(.words("hare"))), ("eta", .leaf(.time("eta", .date, after: 3 * 86_400))),
                ("risk", .leaf(.decided(.string(grams > 2_500 ? "heavy" : "normal"), "weight"))),
                ("ship_to", .object([("name", .leaf(name))])),
            ])
        )
        let xml: [Leaf] = [
            .words("<event type=\"parcel.sent\"><number>"), number, .words("</number><to>"), name,
            .words("</to><weight unit=\"g\">"), .link(.int(grams), weight), .words("</weight></event>"),
        ]
        let base = String(call.text(callback).dropFirst("http://127.0.0.1:9000".utf8.count))
        var path: [Leaf] = [.link(.string(base), callback)]
        if pathHasNumber { path += [.words("/"), number] }
        var emission = Emission([], .object([]), after: style.delay)
        emission.medium = .webhook(host: "127.0.0.1", port: 9_000, path: .text(path))
        emission.content = .text(.text(xml), "application/xml")
        act.emissions = [emission]
        act.keep = { [self] body in
            client.memory["code"] = body?[code]
            parcels[client.text("code")] = body ?? .null
        }
        return act
    }
}
