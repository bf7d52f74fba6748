/// How a number loses the digits that money has no room for.
public enum Rounding: Sendable, CaseIterable {
    /// To the nearest; halves away from zero.
    case nearest
    /// Towards minus infinity.
    case down
    /// To the nearest; halves to the even digit.
    case even

    /// The number with at most so many digits behind the point.
    ///
    /// What binary fractions add to a decimal number is no reason to round: 1.15 × 100 is 115.
    public func apply(_ number: Double, digits: Int) -> Double {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = number * scale
        let slack = 1e-9 * max(1, abs(scaled))
        switch self {
        case .nearest: return (scaled + (scaled < 0 ? -slack : slack)).rounded(.toNearestOrAwayFromZero) / scale
        case .even:
            let below = scaled.rounded(.down)
            let isHalf = abs(scaled - below - 0.5) <= slack
            return (isHalf ? (below / 2).rounded(.up) * 2 : scaled.rounded()) / scale
        case .down: return (scaled + slack).rounded(.down) / scale
        }
    }
}
