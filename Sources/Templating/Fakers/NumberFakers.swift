internal import Model

extension FakerKind {
    /// Numbers and truth values.
    static let numbers: [String: FakerKind] = [
        "Bool": .value { .bool(Bool.random(using: &$0.chance)) },
        "PositiveInt": .value { .int(Int.random(in: 1...Int(Int32.max), using: &$0.chance)) },
        "Float64": .value { .number(JSONNumber(Double.random(in: 0..<1, using: &$0.chance))) },
        "IntBetween": integers,
        "IntRange": integers,
        "FloatRange": FakerKind(takesArguments: true) { arguments throws(FakerError) in
            guard arguments.count == 2, let lower = arguments[0].number?.double, let upper = arguments[1].number?.double
            else { throw FakerError(reason: "takes two numbers: (lowest, highest)") }
            guard lower <= upper else { throw FakerError(reason: "needs the lower number first") }
            return Faker {
                .number(JSONNumber(rounded(Double.random(in: lower...upper, using: &$0.chance), lower, upper)))
            }
        },
    ]

    /// Both bounds belong to the range.
    private static let integers = FakerKind(takesArguments: true) { arguments throws(FakerError) in
        guard arguments.count == 2, let lower = arguments[0].number?.int64, let upper = arguments[1].number?.int64
        else {
            throw FakerError(reason: "takes two integers: (lowest, highest)")
        }
        guard lower <= upper else { throw FakerError(reason: "needs the lower number first") }
        return Faker { .int(Int64.random(in: lower...upper, using: &$0.chance)) }
    }

    /// Six digits after the point where the bounds leave room for them.
    private static func rounded(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
        guard abs(value) < 1e9 else { return value }
        let result = (value * 1e6).rounded() / 1e6
        return (lower...upper).contains(result) ? result : value
    }
}
