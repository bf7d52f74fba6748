internal import Model

/// What a template at a place allows a replayed value to be.
enum TemplateRole {
    /// What was recorded, or what that has become.
    case same
    /// A new value of the same shape.
    case generated
    /// A time in the same format, as far from the request as it was.
    case time
    /// The clock at the time at which a callback leaves.
    case timeOfSending

    init(_ template: JSON?) {
        guard let text = template?.string else {
            self = .same
            return
        }
        if text.contains("$.fake.") || text.contains("$.mS.") || text.contains("$.increment(") {
            self = .generated
        } else if text.contains("$.time(") {
            self = text.contains("'sent')") ? .timeOfSending : .time
        } else {
            self = .same
        }
    }

    /// Whether a text holds an expression.
    static func isExpression(_ template: JSON?) -> Bool {
        guard let text = template?.string else { return false }
        var rest = Substring(text)
        while let range = rest.firstRange(of: "$.") {
            if range.lowerBound == rest.startIndex || rest[rest.index(before: range.lowerBound)] != "\\" { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
