internal import Model

/// Numbers within the bounds of a schema.
enum SchemaNumber {
    static func integer(_ schema: JSON) -> JSON {
        var bounds = bounds(schema)
        bounds.lower = bounds.lower.map {
            ($0 + (bounds.excludesLower ? 1 : 0)).rounded(bounds.excludesLower ? .down : .up)
        }
        bounds.upper = bounds.upper.map {
            ($0 - (bounds.excludesUpper ? 1 : 0)).rounded(bounds.excludesUpper ? .up : .down)
        }
        let (lower, upper) = range(bounds)
        guard abs(lower) < 9e15, abs(upper) < 9e15, lower <= upper else { return .number(JSONNumber(lower)) }
        if let step = schema["multipleOf"]?.number?.double, step > 0 {
            return .number(JSONNumber(multiple(of: step, from: lower, to: upper)))
        }
        return lower == upper ? .int(Int64(lower)) : .string("$.fake.IntBetween(\(Int64(lower)), \(Int64(upper)))")
    }

    static func fraction(_ schema: JSON) -> JSON {
        let (lower, upper) = range(bounds(schema))
        if let step = schema["multipleOf"]?.number?.double, step > 0 {
            return .number(JSONNumber(multiple(of: step, from: lower, to: upper)))
        }
        guard lower < upper, (upper - lower).isFinite else { return .number(JSONNumber(lower)) }
        return .string("$.fake.FloatRange(\(JSONNumber(lower).text), \(JSONNumber(upper).text))")
    }

    private struct Bounds {
        var lower: Double?
        var upper: Double?
        var excludesLower = false
        var excludesUpper = false
    }

    /// In 3.0 a bound is excluded by a flag, in 3.1 by a number of its own.
    private static func bounds(_ schema: JSON) -> Bounds {
        var bounds = Bounds(lower: schema["minimum"]?.number?.double, upper: schema["maximum"]?.number?.double)
        bounds.excludesLower = schema["exclusiveMinimum"]?.bool ?? false
        bounds.excludesUpper = schema["exclusiveMaximum"]?.bool ?? false
        if let lower = schema["exclusiveMinimum"]?.number?.double {
            (bounds.lower, bounds.excludesLower) = (lower, true)
        }
        if let upper = schema["exclusiveMaximum"]?.number?.double {
            (bounds.upper, bounds.excludesUpper) = (upper, true)
        }
        return bounds
    }

    /// A range of a thousand where a bound is missing.
    private static func range(_ bounds: Bounds) -> (Double, Double) {
        switch (bounds.lower, bounds.upper) {
        case (nil, nil): (1, 1_000)
        case (let lower?, nil): (lower, lower + 999)
        case (nil, let upper?): (upper >= 1 ? 1 : upper - 999, upper)
        case (let lower?, let upper?): (lower, upper)
        }
    }

    private static func multiple(of step: Double, from lower: Double, to upper: Double) -> Double {
        let least = (lower / step).rounded(.up) * step
        return least <= upper ? least : lower
    }
}
