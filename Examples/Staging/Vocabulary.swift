import Templating

/// What people type: names, sentences and small numbers that many requests share.
enum Vocabulary {
    static let people = [
        "ada", "grace", "linus", "barbara", "edsger", "donald", "margaret", "alan", "katherine", "dennis", "frances",
        "ken", "radia", "tim", "hedy", "john",
    ]
    private static let words = [
        "blue", "kettle", "window", "quick", "garden", "paper", "river", "copper", "signal", "market", "yellow",
        "bridge",
        "winter", "cotton", "planet", "silver", "anchor", "meadow", "rocket", "candle",
    ]

    static func person(_ chance: inout Chance) -> String { chance.pick(people) }

    static func mail(_ chance: inout Chance) -> String {
        "\(person(&chance)).\(chance.pick(words))\(Int.random(in: 1...99, using: &chance))@example.test"
    }

    static func sentence(_ chance: inout Chance, _ count: ClosedRange<Int> = 2...6) -> String {
        (0..<Int.random(in: count, using: &chance)).map { _ in chance.pick(words) }.joined(separator: " ")
    }

    static func word(_ chance: inout Chance) -> String {
        "\(chance.pick(words))-\(chance.pick(words))-\(Int.random(in: 10...99, using: &chance))"
    }

    /// Amounts that repeat: two customers often pay the same.
    static func amount(_ chance: inout Chance) -> Int {
        chance.pick([500, 900, 1_250, 2_000, 2_500, 4_999]) + 100 * Int.random(in: 0...4, using: &chance)
    }
}
