internal import Model

/// How long WireMock waits.
enum WireMockDelay {
    static func delay(_ response: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> Delay? {
        let fixed = try response.amount("fixedDelayMilliseconds").flatMap { $0 > 0 ? Delay.fixed($0) : nil }
        guard let distribution = response["delayDistribution"] else { return fixed }
        if fixed != nil {
            draft.note(distribution.path, "a mock has one delay; \"fixedDelayMilliseconds\" beside it is not added")
        }
        return try delay(distribution)
    }

    /// `{"type": "uniform", "lower": 5, "upper": 9}` and the like.
    static func delay(_ distribution: ImportCursor) throws(ImportError) -> Delay {
        func amount(_ name: String) throws(ImportError) -> Double {
            guard let amount = try distribution.amount(name) else { throw distribution.error("\"\(name)\" is missing") }
            return amount
        }
        switch try distribution.required("type").string().lowercased() {
        case "fixed": return .fixed(try amount("milliseconds"))
        case "uniform":
            let (lower, upper) = (try amount("lower"), try amount("upper"))
            return .uniform(lower: min(lower, upper), upper: max(lower, upper))
        case "lognormal":
            return .lognormal(
                median: try amount("median"),
                sigma: try amount("sigma"),
                maximum: try distribution.amount("maxValue")
            )
        default: throw distribution.error("\"type\" should be \"fixed\", \"uniform\" or \"lognormal\"")
        }
    }

    static func dribble(_ response: ImportCursor) throws(ImportError) -> Dribble? {
        guard let dribble = response["chunkedDribbleDelay"] else { return nil }
        let chunks = try dribble.required("numberOfChunks").int()
        guard (1...100_000).contains(chunks) else { throw dribble.error("\"numberOfChunks\" should be at least 1") }
        guard let duration = try dribble.amount("totalDuration") else {
            throw dribble.error("\"totalDuration\" is missing")
        }
        return Dribble(chunks: chunks, duration: duration)
    }
}
