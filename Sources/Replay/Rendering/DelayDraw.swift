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
