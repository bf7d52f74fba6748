import Model
import Templating

/// Accounts: values that are changed by small steps on their way, tokens with times in them, uploads in parts.
final class AccountSystem: StagingSystem {
    let name = "accounts"
    let origin = Origin(scheme: .https, authority: Authority(host: "id.staging.test"))

    private let style: Style
    private let id: Shape
    private let event: Shape
    private let (mail, full, born, token): (String, String, String, String)
    private let lifetime: Int
    private var accounts: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        (id, event) = (style.identifier("usr_", "u-"), style.eventIdentifier())
        (mail, full) = (style.name("email", "login"), style.name("full name", "display name"))
        (born, token) = (style.name("starts at", "valid from"), style.name("token", "access token"))
        lifetime = style.chance.pick([900, 3_600, 86_400])
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        switch client.step {
        case 0:
            let mail = Vocabulary.mail(&chance)
            let shouted =
                Bool.random(using: &chance) ? mail.uppercased() : mail.prefix(1).uppercased() + mail.dropFirst()
            let moment = Timestamp(seconds: 1_800_000_000 + Int64.random(in: 0...9_000_000, using: &chance))
            return .json(
                "register",
                "POST",
                "/accounts",
                [
                    (self.mail, .string(shouted)), (full, .string("  \(Vocabulary.sentence(&chance, 2...3)) ")),
                    (born, ClockStyle.rfc3339.spelled(moment)),
                ]
            )
        case 1:
            return .json(
                "login",
                "POST",
                "/sessions",
                [(mail, .string(client.text("mail"))), ("scope", .string(chance.pick(["read", "write"])))]
            )
        case 2:
            let boundary = "----form\(Shape.hex(12).draw(&chance, Timestamp(seconds: 0)).textValue)"
            return .multipart(
                "upload",
                "/uploads",
                [("caption", Vocabulary.sentence(&chance)), ("album", Vocabulary.word(&chance))],
                boundary: boundary
            )
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "register": return register(call, client)
        case "login":
            let claims = Node.object([
                ("sub", .leaf(.link(call.inputs[mail] ?? .null, mail))),
                ("scope", .leaf(.link(call.inputs["scope"] ?? .null, "scope"))),
                ("iat", .leaf(.time("iat", .unix, after: 0))), ("exp", .leaf(.time("exp", .unix, after: lifetime))),
            ])
            return Act(
                200,
                .object([
                    (token, .leaf(.token("token", claims))), ("token_type", .leaf(.words("Bearer"))),
                    ("expires_in", .leaf(.literal(.int(lifetime)))),
                ])
            )
        default:
            return Act(
                201,
                .object([
                    ("file", .leaf(.made("file", .hex(32)))),
                    ("caption", .leaf(.link(call.inputs["caption"] ?? .null, "caption"))),
                    (
                        "url",
                        .leaf(
                            .text([
                                .words("/files/"), .link(call.inputs["album"] ?? .null, "album"), .words("/"),
                                .made("file", .hex(32)),
                            ])
                        )
                    ),
                ])
            )
        }
    }

    private func register(_ call: Call, _ client: Client) -> Act {
        let address = call.text(mail)
        let lower = Leaf.link(.string(address.lowercased()), "\(mail), lower case")
        let name = call.text(full).split(separator: " ").joined(separator: " ")
        let code = Leaf.link(.string(Base64.encoded(Array(address.utf8))), "\(mail), base64")
        let seconds = seconds(call.text(born))
        let account = Node.object([
            ("id", .leaf(.made("id", id))), ("email", .leaf(lower)),
            ("name", .leaf(.link(.string(name), "\(full), trimmed"))),
            ("confirm", .leaf(code)), ("starts", .leaf(.link(.int(seconds), "\(born) as seconds"))),
            (
                "self",
                .leaf(
                    .text([
                        .words("https://id.staging.test/by-mail?m="),
                        .link(.string(PercentEncoding.encoded(address)), mail),
                    ])
                )
            ),
        ])
        var act = Act(201, account)
        let data = Node.object([("id", .leaf(.made("id", id))), ("email", .leaf(lower))])
        let (fields, body) = style.event("account.created", event, data)
        var emission = Emission(fields, body, after: style.delay)
        emission.isEarly = true
        act.emissions = [emission]
        act.keep = { body in client.memory["mail"] = body?["email"] }
        return act
    }

    private func seconds(_ text: String) -> Int64 {
        let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard parts.count >= 6 else { return 0 }
        return CalendarDate(
            year: parts[0],
            month: parts[1],
            day: parts[2],
            hour: parts[3],
            minute: parts[4],
            second: parts[5]
        )
        .timestamp.seconds
    }
}
