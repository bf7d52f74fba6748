internal import Model

/// A generator with its arguments.
struct Faker: Sendable {
    /// What it looks at besides chance and clock.
    var needs: TemplateNeeds = []
    /// Makes the next value.
    let draw: @Sendable (inout RenderContext) -> JSON

    init(needs: TemplateNeeds = [], draw: @escaping @Sendable (inout RenderContext) -> JSON) {
        (self.needs, self.draw) = (needs, draw)
    }
}

/// A generator by its name.
struct FakerKind: Sendable {
    /// Whether the name is followed by arguments in parentheses.
    let takesArguments: Bool
    /// Gives the generator its arguments.
    let make: @Sendable ([JSON]) throws(FakerError) -> Faker

    /// A generator of texts without arguments.
    static func text(_ draw: @escaping @Sendable (inout Chance) -> String) -> FakerKind {
        value { .string(draw(&$0.chance)) }
    }

    /// A generator of any values without arguments.
    static func value(_ draw: @escaping @Sendable (inout RenderContext) -> JSON) -> FakerKind {
        FakerKind(takesArguments: false) { arguments throws(FakerError) in
            guard arguments.isEmpty else { throw FakerError(reason: "takes no arguments") }
            return Faker(draw: draw)
        }
    }

    /// A generator of what the clock shows.
    static func clock(_ spell: @escaping @Sendable (Timestamp) -> JSON) -> FakerKind {
        value { spell($0.instant()) }
    }

    /// One of a list of texts.
    static func list(_ texts: [String]) -> FakerKind { text { $0.pick(texts) } }

    /// The generator of this name; names are case-sensitive. Nil when there is none.
    static func named(_ name: String) -> FakerKind? { table[name] }

    /// Every name.
    static var names: [String] { table.keys.sorted() }

    private static let table: [String: FakerKind] = [
        identifiers, clockFakers, people, internet, places, words, numbers, business, codes, patterns,
    ]
    .reduce(into: [:]) { all, part in all.merge(part) { first, _ in first } }
}

/// Why a generator cannot be made from its arguments.
struct FakerError: Error {
    /// What is wrong, after the generator's name.
    let reason: String
}
