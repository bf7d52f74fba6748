import Model
import Templating

/// Text messages in the manner of Twilio: forms in, JSON out, and forms to the address that the request named as a message
/// goes from state to state. People, numbers and texts repeat, so that only the message's own id tells one from another.
final class SMSSystem: StagingSystem {
    let name = "sms"
    let origin = Origin(scheme: .https, authority: Authority(host: "sms.staging.test"))

    private let style: Style
    private let account: String
    private let suffix: String
    private let signature: Bool
    private var messages: [String: JSON] = [:]

    private static let unreachable = "+15005550001"
    private static let texts = ["Your code is 4711", "Your tea is ready", "See you at 5 & bring cups", "ok"]

    init(_ style: Style) {
        var style = style
        suffix = style.chance.pick([".json", "", ""])
        account = Shape.prefixed("AC", .hex(32)).draw(&style.chance, Timestamp(seconds: 0)).textValue
        signature = style.happens(0.5)
        self.style = style
    }

    private var id: Shape { .prefixed("SM", .hex(32)) }
    private var path: String { "/2010-04-01/Accounts/\(account)/Messages" }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        switch client.step {
        case 0, 1:
            let isWrong = Int.random(in: 0..<8, using: &chance) == 0
            let number = isWrong ? Self.unreachable : "+4930\(chance.pick(["1112223", "4445556", "7778889"]))"
            var pairs = [
                ("To", number), ("From", chance.pick(["+15017122661", "+15558675310"])),
                ("Body", chance.pick(Self.texts)),
            ]
            // Who asks for no callbacks gets none.
            if Int.random(in: 0..<5, using: &chance) > 0 {
                pairs.append(("StatusCallback", "http://127.0.0.1:9000/sms/\(chance.pick(["status", "backup"]))"))
            }
            return .form("send", path + suffix, pairs)
        case 2, 3:
            return client.memory["sid"] == nil ? nil : Call("show", "GET", "\(path)/\(client.text("sid"))\(suffix)")
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        if call.operation == "show" { return Act(200, .stored(messages[client.text("sid")] ?? .null)) }
        let to = Leaf.link(call.inputs["To"] ?? .null, "To")
        if call.text("To") == Self.unreachable {
            return Act(
                400,
                .object([
                    ("code", .leaf(.literal(21211))),
                    (
                        "message",
                        .leaf(.text([.words("The 'To' number "), to, .words(" is not a valid phone number.")]))
                    ),
                    ("status", .leaf(.literal(400))),
                ])
            )
        }
        let sid = Leaf.made("sid", id)
        var act = Act(
            201,
            .object([
                ("sid", .leaf(sid)), ("account_sid", .leaf(.link(.string(account), "path"))), ("to", .leaf(to)),
                ("from", .leaf(.link(call.inputs["From"] ?? .null, "From"))),
                ("body", .leaf(.link(call.inputs["Body"] ?? .null, "Body"))), ("status", .leaf(.words("queued"))),
                ("num_segments", .leaf(.words("1"))), ("direction", .leaf(.words("outbound-api"))),
                ("price", .leaf(.literal(.null))), ("date_created", .leaf(.time("created", .http, after: 0))),
                ("uri", .leaf(.text([.words("\(path)/"), sid, .words(suffix)]))),
            ])
        )
        if call.inputs["StatusCallback"] != nil {
            act.emissions = zip(["queued", "sent", "delivered"], [150, 900, 2_400])
                .map { status, delay in report(status, call, sid, after: .uniform(delay, delay + 500)) }
        }
        act.keep = { [self] body in
            client.memory["sid"] = body?["sid"]
            messages[client.text("sid")] = body ?? .null
        }
        return act
    }

    private func report(_ status: String, _ call: Call, _ sid: Leaf, after delay: DelayModel) -> Emission {
        var emission = told(
            [
                ("MessageSid", sid), ("SmsSid", sid), ("MessageStatus", .words(status)), ("SmsStatus", .words(status)),
                ("To", .link(call.inputs["To"] ?? .null, "To")), ("From", .link(call.inputs["From"] ?? .null, "From")),
                ("AccountSid", .link(.string(account), "path")), ("ApiVersion", .words("2010-04-01")),
            ],
            after: delay
        )
        let base = String(call.text("StatusCallback").dropFirst("http://127.0.0.1:9000".utf8.count))
        emission.medium = .webhook(host: "127.0.0.1", port: 9_000, path: .link(.string(base), "StatusCallback"))
        if signature { emission.fields = [("X-Twilio-Signature", .made("signature \(status)", .base64(20)))] }
        return emission
    }

    private func told(_ pairs: [(String, Leaf)], after delay: DelayModel) -> Emission {
        var emission = Emission(to: "/sms/incoming", [], .object([]), after: delay)
        emission.content = .form(pairs)
        return emission
    }

    /// A message from one of the people who get messages.
    func decoy(_ chance: inout Chance) -> Emission? {
        told(
            [
                ("MessageSid", .made("incoming", id)), ("SmsStatus", .words("received")),
                ("From", .words("+4930\(chance.pick(["1112223", "4445556"]))")), ("To", .words("+15017122661")),
                ("Body", .words(chance.pick(Self.texts))), ("AccountSid", .words(account)),
            ],
            after: style.delay
        )
    }
}
