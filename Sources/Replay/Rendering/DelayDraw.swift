internal import Glibc
internal import Model
internal import Templating

extension Delay {
    /// How long to wait this time.
    func drawn(with chance: inout Chance) -> Duration {
        switch self {
        case .fixed(let milliseconds): return .milliseconds(milliseconds)
        case .uniform(let lower, let upper):
            return .milliseconds(lower < upper ? Double.random(in: lower...upper, using: &chance) : lower)
        case .lognormal(let median, let sigma, let maximum):
            let drawn = median * exp(sigma * Self.normal(&chance))
            return .milliseconds(min(drawn, maximum ?? .infinity))
        }
    }

    /// A draw of the standard normal distribution (Box and Muller).
    private static func normal(_ chance: inout Chance) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &chance))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &chance))
    }
}

extension DeliveryFaults {
    /// What goes wrong this time.
    func drawn(with chance: inout Chance) -> Drawn {
        var drawn = Drawn()
        drawn.isDropped = chance.strikes(drop)
        drawn.isDuplicated = chance.strikes(duplicate)
        drawn.isReordered = chance.strikes(reorder)
        drawn.hasWrongSignature = chance.strikes(wrongSignature)
        drawn.slowness = slow?.drawn(with: &chance) ?? .zero
        return drawn
    }
}

extension Chance {
    fileprivate mutating func strikes(_ probability: Double) -> Bool {
        probability > 0 && Double(next() >> 11) * 0x1p-53 < probability
    }
}
