import Model
import Templating

/// All calls share one path; the form's `Action` tells them apart, and answers are XML: in the manner of SNS.
final class RPCSystem: StagingSystem {
    let name = "rpc"
    let origin = Origin(scheme: .http, authority: Authority(host: "sns.staging.test", port: 4_566))

    private let style: Style
    private let version: String
    private var endpoints: [String: String] = [:]

    init(_ style: Style) {
        var style = style
        version = style.chance.pick(["2010-03-31", "2012-11-05"])
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        func call(_ action: String, _ pairs: [(String, String)]) -> Call {
            .form(action, "/", [("Action", action), ("Version", version)] + pairs)
        }
        let topic = client.text("topic")
        switch client.step {
        case 0: return call("CreateTopic", [("Name", Vocabulary.word(&chance))])
        case 1:
            let endpoint = "http://127.0.0.1:9000/topics/\(chance.pick(["billing", "stock", "mail"]))"
            return call("Subscribe", [("TopicArn", topic), ("Protocol", "http"), ("Endpoint", endpoint)])
        case 2...4:
            return call(
                "Publish",
                [
                    ("TopicArn", topic), ("Message", Vocabulary.sentence(&chance, 3...8)),
                    ("Subject", Vocabulary.word(&chance)),
                ]
            )
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "CreateTopic":
            let arn = Leaf.link(.string("arn:aws:sns:us-east-1:000000000000:\(call.text("Name"))"), "Name")
            var act = answer("CreateTopic", [("TopicArn", arn)])
            client.memory["topic"] = .string("arn:aws:sns:us-east-1:000000000000:\(call.text("Name"))")
            act.keep = { _ in }
            return act
        case "Subscribe":
            endpoints[call.text("TopicArn")] = call.text("Endpoint")
            let arn = Leaf.text([
                .link(call.inputs["TopicArn"] ?? .null, "TopicArn"), .words(":"), .made("subscription", .uuid),
            ])
            return answer("Subscribe", [("SubscriptionArn", arn)])
        default:
            var act = answer("Publish", [("MessageId", .made("message", .uuid))])
            act.emissions = [notification(call)]
            return act
        }
    }

    private func answer(_ action: String, _ members: [(String, Leaf)]) -> Act {
        var act = Act()
        var parts: [Leaf] = [.words("<\(action)Response xmlns=\"http://sns.test/doc/\(version)/\"><\(action)Result>")]
        for (name, leaf) in members { parts += [.words("<\(name)>"), leaf, .words("</\(name)>")] }
        parts += [
            .words("</\(action)Result><ResponseMetadata><RequestId>"), .made("request", .uuid),
            .words("</RequestId></ResponseMetadata></\(action)Response>"),
        ]
        act.content = .text(.text(parts), "text/xml")
        return act
    }

    private func notification(_ call: Call) -> Emission {
        let path = String((endpoints[call.text("TopicArn")] ?? "").dropFirst("http://127.0.0.1:9000".utf8.count))
        var emission = Emission(
            [("x-amz-sns-message-type", .words("Notification")), ("x-amz-sns-message-id", .made("message", .uuid))],
            .object([
                ("Type", .leaf(.words("Notification"))), ("MessageId", .leaf(.made("message", .uuid))),
                ("TopicArn", .leaf(.link(call.inputs["TopicArn"] ?? .null, "TopicArn"))),
                ("Subject", .leaf(.link(call.inputs["Subject"] ?? .null, "Subject"))),
                ("Message", .leaf(.link(call.inputs["Message"] ?? .null, "Message"))),
                ("Timestamp", .leaf(.time("sent", .milliseconds, after: 0))), ("SignatureVersion", .leaf(.words("1"))),
            ]),
            after: style.delay
        )
        emission.medium = .webhook(host: "127.0.0.1", port: 9_000, path: .store(.string(path)))
        return emission
    }
}
