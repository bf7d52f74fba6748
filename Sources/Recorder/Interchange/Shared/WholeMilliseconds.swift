internal import Model

extension JSON {
    /// A delay in whole milliseconds, as other tools want it: 32 bits, which is 24 days, are the most that they take.
    static func milliseconds(_ delay: Double) -> JSON { .int(Int(min(delay, Double(Int32.max)).rounded())) }
}
