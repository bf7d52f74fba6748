internal import Model

/// What the place of a value allows to assume about it.
struct Setting {
    /// Whether a value may be made new without proof that equal requests get different ones: after POST, not after GET.
    var mayGenerate: Bool
    /// Whether an unexplained value may split the mock.
    var splits: Bool
    /// How the clock is read: relative to these, the first that fits.
    var clocks: [Clock]

    /// When a template's clock is read, and how much later the value was made.
    struct Clock {
        var moments: [Timestamp]
        var durations: [Duration]
        /// Added to the offset found: the delay of a callback, whose templates are rendered with the answer.
        var delay: Duration = .zero
    }

    func reading(of values: [JSON], samples: [Sample]) -> ClockInference.Reading? {
        for clock in clocks {
            let inference = ClockInference(moments: clock.moments, durations: clock.durations, delay: clock.delay)
            if let reading = inference.reading(of: values) { return reading }
        }
        return nil
    }

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
