import Model
import Templating

/// A sensor platform that answers at once and tells the rest to Kafka and RabbitMQ.
final class EventSystem: StagingSystem {
    let name = "events"
    let origin = Origin(scheme: .https, authority: Authority(host: "iot.staging.test"))

    private let style: Style
    private let id: Shape
    private let (device, reading, topic): (String, String, String)
    private let isSum: Bool

    init(_ style: Style) {
        var style = style
        id = style.chance.pick([.uuid, .ulid, .hex(24)])
        (device, reading) = (style.name("device", "device id", "sensor"), style.name("reading", "value"))
        topic = style.name("readings", "telemetry")
        isSum = style.happens(0.5)
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        guard client.step < 3 else { return nil }
        return .json(
            "measure",
            "POST",
            "/v1/measurements",
            [
                (device, .string("dev-\(Int.random(in: 1...40, using: &chance))")),
                (reading, .int(Int.random(in: 1...500, using: &chance))),
                ("base", .int(Int.random(in: 1...50, using: &chance))),
            ]
        )
    }

    func act(on call: Call, by client: Client) -> Act {
        let (value, base) = (call.inputs[reading]?.int ?? 0, call.inputs["base"]?.int ?? 0)
        let key = Leaf.link(call.inputs[device] ?? .null, device)
        let number = Leaf.made("id", id)
        var act = Act(202, .object([("id", .leaf(number)), ("accepted", .leaf(.literal(true)))]))
        let result = Leaf.link(.int(isSum ? value + base : value - base), isSum ? "reading + base" : "reading - base")
        let message = Node.object([
            ("measurement", .leaf(number)), (device, .leaf(key)), ("corrected", .leaf(result)),
            ("at", .leaf(.time("at", style.clock, after: 0))),
        ])
        var kafka = Emission(
            [("type", .words("measured")), ("trace", .made("trace", .hex(16)))],
            message,
            after: style.delay
        )
        kafka.medium = .kafka(topic: topic, key: key)
        var rabbit = Emission(
            [("version", .literal(2)), ("level", .link(.int(value), reading))],
            .object([("ref", .leaf(number)), ("kind", .leaf(.words("alarm")))]),
            after: .uniform(20, 400)
        )
        rabbit.medium = .rabbitMQ(exchange: "alarms", routingKey: .text([.words("alarm."), key]))
        act.emissions = value > 250 ? [kafka, rabbit, page(message)] : [kafka]
        return act
    }

    /// The same event as Kafka gets, sent to whoever is on call.
    private func page(_ message: Node) -> Emission {
        Emission(to: "/pager", [("X-Event-Type", .words("measured"))], message, after: .uniform(100, 900))
    }

    func decoy(_ chance: inout Chance) -> Emission? {
        var beat = Emission(
            [],
            .object([
                (device, .leaf(.words("dev-\(Int.random(in: 1...40, using: &chance))"))),
                ("alive", .leaf(.literal(true))),
            ]),
            after: style.delay
        )
        beat.medium = .kafka(topic: "heartbeats", key: .words("beat"))
        return beat
    }
}
