public import Model

/// How a new answer differs from a recorded response.
public struct AnswerComparisonResult: Sendable, Hashable {
    /// One thing that is not the same.
    public struct Difference: Sendable, Hashable {
        /// `status`, `field` or `body`.
        public var part: String
        /// Where in it.
        public var place: String
        /// What was recorded; nil when it is new.
        public var was: JSON?
        /// What was answered; nil when it is gone.
        public var new: JSON?
        /// Whether both are ids, tokens or times of one make.
        public var hasSameShape: Bool

        /// A difference.
        public init(part: String, place: String, was: JSON?, new: JSON?, hasSameShape: Bool) {
            (self.part, self.place, self.was, self.new) = (part, place, was, new)
            self.hasSameShape = hasSameShape
        }
    }

    /// In order; empty when nothing is different.
    public var differences: [Difference]

    /// What is different.
    public init(differences: [Difference]) { self.differences = differences }

    /// Whether a part is the same, or the same but for what is made new each time.
    func matches(_ part: String, byShape: Bool) -> Bool {
        !differences.contains { $0.part == part && !(byShape && $0.hasSameShape) }
    }
}
