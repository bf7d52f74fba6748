internal import Model

/// Conditions that only a request like a recorded one meets: its query and its body.
enum ExactRequest {
    static func conditions(_ sample: Sample) -> [(part: Decider.Part, condition: Condition)] {
        var result: [(part: Decider.Part, condition: Condition)] = []
        for pair in sample.query {
            let check = Condition.Check(path: pair.name, action: .equals, value: .string(pair.value))
            result.append((.query, .check(check)))
        }
        if let request = sample.request {
            result.append((.body, .check(Condition.Check(path: "$", action: .equals, value: request))))
        }
        return result
    }
}
