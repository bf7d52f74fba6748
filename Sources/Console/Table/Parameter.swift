/// A parameter of an endpoint's query, as a description tells of it. None of them must be there.
struct Parameter: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case text
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// Seconds, fractions allowed.
        case seconds(ClosedRange<Double>)
        case flag
        /// One of these words.
        case choice([String])
        /// Words with commas between them.
        case words
    }

    let name: String
    let kind: Kind
    let meaning: String

    init(_ name: String, _ kind: Kind, _ meaning: String) {
        (self.name, self.kind, self.meaning) = (name, kind, meaning)
    }
}

extension Parameter {
    static let namespace = Parameter(
        "namespace",
        .text,
        "the namespace that is meant; * is all, where a list is asked for"
    )
    static let run = Parameter("run", .text, "the test run that is meant, where no X-Understudy-Run names it")
    static let order = Parameter("order", .choice(["asc", "desc"]), "desc gives the newest first")
}

extension [Parameter] {
    /// Which part of a list is wanted.
    static let page: [Parameter] = [
        Parameter("offset", .integer(0...Int.max), "how many to leave out"),
        Parameter("limit", .integer(0...10_000), "how many to give at most"),
    ]
    static let namespace: [Parameter] = [.namespace]
    static let namespaceAndRun: [Parameter] = [.namespace, .run]
}
