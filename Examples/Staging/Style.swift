import Model
import Templating

/// How one team spells things: drawn from a seed, so that no two systems of the generator are alike.
struct Style {
    var chance: Chance
    /// Whether names are `like_this` or `likeThis`.
    private let isSnake: Bool
    /// How events are wrapped.
    let envelope: Int
    let clock: ClockStyle
    let eventClock: ClockStyle
    /// How webhooks wait before they are sent.
    let delay: DelayModel

    init(seed: UInt64, stream: UInt64) {
        var chance = Chance(seed: seed, stream: stream)
        isSnake = chance.pick([true, true, false])
        envelope = Int.random(in: 0..<4, using: &chance)
        clock = chance.pick(ClockStyle.usual)
        eventClock = chance.pick(ClockStyle.usual)
        delay = chance.pick([
            .fixed(chance.pick([40, 250, 900])), .uniform(50, 2_500), .heavy(chance.pick([60, 200])),
        ])
        self.chance = chance
    }

    /// One of several names, in the team's spelling: `order id` becomes `order_id` or `orderId`.
    mutating func name(_ choices: String...) -> String { spelled(chance.pick(choices)) }

    /// A name in the team's spelling.
    func spelled(_ words: String) -> String {
        let parts = words.split(separator: " ")
        if isSnake { return parts.joined(separator: "_") }
        return parts.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
    }

    /// True so often.
    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &chance) < probability }

    /// A shape for ids, perhaps with a prefix.
    mutating func identifier(_ prefixes: String...) -> Shape {
        let prefix = chance.pick(prefixes)
        return chance.pick([
            .uuid, .uuid7, .ulid, .ksuid, .hex(24), .base62(16), .lowerBase36(14), .number(9),
            .prefixed(prefix, .base62(16)), .prefixed(prefix, .hex(20)), .prefixed(prefix, .base62(24)),
            .counter(Counter(from: chance.pick([1, 1_001, 48_210]))),
        ])
    }

    /// Ids of events: never small numbers.
    mutating func eventIdentifier() -> Shape {
        chance.pick([.uuid, .ulid, .prefixed("evt_", .base62(18)), .hex(32), .ksuid])
    }

    /// A webhook's fields and body around what it tells.
    func event(_ type: String, _ id: Shape, _ data: Node) -> (fields: [(String, Leaf)], body: Node) {
        let event = Leaf.made("event \(type)", id)
        let type = Node.leaf(.words(type))
        switch envelope {
        case 0:
            let time = Node.leaf(.time("event time", eventClock, after: 0))
            return (
                [],
                .object([
                    ("id", .leaf(event)), ("type", type), ("created", time), ("data", .object([("object", data)])),
                ])
            )
        case 1:
            return (
                [("X-Delivery-Id", event)],
                .object([("event", type), ("payload", data), (spelled("sent at"), .leaf(.sent(eventClock)))])
            )
        case 2:
            guard case .object(let members) = data else { return ([], data) }
            return ([], .object([(spelled("event type"), type), (spelled("event id"), .leaf(event))] + members))
        default:
            guard case .leaf(let word) = type else { return ([], data) }
            return ([("X-Event-Type", word), ("webhook-id", event)], data)
        }
    }
}

/// How long staging waits before it sends a webhook, in milliseconds.
enum DelayModel {
    case fixed(Int), uniform(Int, Int), heavy(Int)

    /// Heavy tails end here.
    static let longest = 30_000

    func draw(_ chance: inout Chance) -> Int {
        switch self {
        case .fixed(let time): return time + Int.random(in: 0...4, using: &chance)
        case .uniform(let lower, let upper): return Int.random(in: lower...upper, using: &chance)
        case .heavy(let least):
            // Pareto with an index of one: the median is twice the least, and one in a hundred takes a hundred times it.
            let share = Double.random(in: 0.001..<1, using: &chance)
            return min(Self.longest, Int(Double(least) / share))
        }
    }
}
