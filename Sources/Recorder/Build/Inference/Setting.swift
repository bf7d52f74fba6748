internal import Model

/// What the place of a value allows to assume about it.
struct Setting {
    /// Whether a value may be made new without proof that equal requests get different ones: after POST, not after GET.
    var mayGenerate: Bool
    /// Whether it says where something goes: nobody makes that up.
    var isAddress = false
    /// Whether an unexplained value may split the mock.
    var splits: Bool
    /// How the clock is read: relative to these.
    var clocks: [Clock]

    /// When a template's clock is read, and how much later the value was made.
    struct Clock {
        var moments: [Timestamp]
        var durations: [Duration]
        /// Whether the moments are those at which callbacks left.
        var isSending = false
    }

    /// The clock that the values follow most closely; of two that are about as close the first.
    func reading(of values: [JSON], samples: [Sample]) -> ClockInference.Reading? {
        var best: ClockInference.Reading?
        for clock in clocks {
            let inference = ClockInference(
                moments: clock.moments,
                durations: clock.durations,
                isSending: clock.isSending
            )
            guard let reading = inference.reading(of: values) else { continue }
            if best.map({ reading.distance + Self.difference < $0.distance }) ?? true { best = reading }
        }
        return best
    }

    /// Nanoseconds that one clock must be nearer than another: less is chance.
    private static let difference: Int64 = 30_000_000

    /// Whether two equal requests got different values: then something makes them anew.
    func isFresh(_ values: [JSON], _ samples: [Sample]) -> Bool {
        var seen: [String: JSON] = [:]
        for (value, sample) in zip(values, samples) {
            let key = sample.exchange.request.target
            if let other = seen[key], other != value { return true }
            seen[key] = value
        }
        return false
    }
}
