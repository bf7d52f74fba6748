import Model
import Templating

/// Chat: messages that go to two receivers, and a receipt that follows each event and knows nothing but the event's id.
final class ChatSystem: StagingSystem {
    let name = "chat"
    let origin = Origin(scheme: .https, authority: Authority(host: "chat.staging.test"))

    private let style: Style
    private let id: Shape
    private let event: Shape
    private let (room, text, author): (String, String, String)

    init(_ style: Style) {
        var style = style
        (id, event) = (style.identifier("msg_", "M"), style.eventIdentifier())
        room = style.name("channels", "rooms")
        text = style.name("text", "content")
        author = style.name("user", "author", "sender id")
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        guard client.step < 3 else { return nil }
        let channel = chance.pick(["C01ABCDEF", "C02GHJKLM", "C03NPQRST"])
        let words = "\(Vocabulary.sentence(&chance)) \(Int.random(in: 100...999, using: &chance))"
        var call = Call.json(
            "post",
            "POST",
            "/\(room)/\(channel)/messages",
            [(text, .string(words)), (author, .string(Vocabulary.person(&chance)))]
        )
        call.inputs["room"] = .string(channel)
        return call
    }

    func act(on call: Call, by client: Client) -> Act {
        let words = Leaf.link(call.inputs[text] ?? .null, text)
        let who = Leaf.link(call.inputs[author] ?? .null, author)
        let channel = Leaf.link(call.inputs["room"] ?? .null, "path")
        let message = Node.object([
            ("id", .leaf(.made("id", id))), (text, .leaf(words)), (author, .leaf(who)), ("channel", .leaf(channel)),
            (style.spelled("posted at"), .leaf(.time("posted", style.clock, after: 0))),
            ("edited", .leaf(.literal(false))),
        ])
        var act = Act(200, .object([("ok", .leaf(.literal(true))), ("message", message)]))
        let preview = Leaf.text([who, .words(" said: "), words])
        let data = Node.object([
            ("id", .leaf(.made("id", id))), ("channel", .leaf(channel)), ("preview", .leaf(preview)),
        ])
        let (fields, body) = style.event("message.posted", event, data)
        act.emissions = [
            Emission(to: "/chat/events", fields, body, after: style.delay),
            Emission(to: "/audit", fields, body, after: .fixed(600)), receipt(),
        ]
        act.emissions[1].failures = 0
        return act
    }

    /// A webhook about a webhook.
    private func receipt() -> Emission {
        let seen = Leaf.made("event message.posted", event)
        var receipt = Emission(
            to: "/chat/receipts",
            [],
            .object([("kind", .leaf(.words("receipt"))), ("for", .leaf(seen)), ("at", .leaf(.sent(style.eventClock)))]),
            after: .fixed(31_000)
        )
        // What it names stands in no exchange where events are named in their bodies alone.
        receipt.isShared = false
        receipt.failures = 0
        return receipt
    }

    func decoy(_ chance: inout Chance) -> Emission? {
        let data = Node.object([
            ("channel", .leaf(.words("C01ABCDEF"))), (author, .leaf(.words(Vocabulary.person(&chance)))),
        ])
        let (fields, body) = style.event("user.typing", event, data)
        return Emission(to: "/chat/events", fields, body, after: style.delay)
    }
}
