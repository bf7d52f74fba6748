internal import Model

extension FakerKind {
    /// Ours: text of a shape, and counters.
    static let patterns: [String: FakerKind] = [
        "pattern": FakerKind(takesArguments: true) { arguments throws(FakerError) in
            guard arguments.count == 1, let text = arguments[0].string else {
                throw FakerError(reason: "takes one text: ('ord_[A-Za-z0-9]{14}')")
            }
            let shape = try TextShape(text)
            return Faker { .string(shape.draw(&$0.chance)) }
        },
        "counter": FakerKind(takesArguments: true) { arguments throws(FakerError) in
            guard (1...2).contains(arguments.count), let name = arguments[0].string else {
                throw FakerError(reason: "takes a name and perhaps the first number: ('orders', 1001)")
            }
            var start: Int64 = 1
            if arguments.count == 2 {
                guard let number = arguments[1].number?.int64 else {
                    throw FakerError(reason: "needs an integer as its first number")
                }
                start = number
            }
            guard name.contains("${") else {
                return Faker(needs: .stores) { [start] in .int($0.count(name, from: start)) }
            }
            guard let template = try? Template(name) else {
                throw FakerError(reason: "has a name that is no template: \(name)")
            }
            return Faker(needs: template.needs.union(.stores)) { [start] context in
                let name = template.text(in: &context)
                return .int(context.count(name, from: start))
            }
        },
    ]
}

/// The shape of a generated text: `ord_[A-Za-z0-9]{14}`.
///
/// Plain characters stand for themselves, `[…]` for one of a class with ranges, `\d` for a digit, a backslash before
/// anything else for that character; `{n}` or `{n,m}` after one of them repeats it.
struct TextShape: Sendable {
    private struct Piece: Sendable {
        var choices: [Unicode.Scalar]
        var counts: ClosedRange<Int>
    }

    private var pieces: [Piece] = []

    /// Reads a shape.
    init(_ text: String) throws(FakerError) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            let choices: [Unicode.Scalar]
            switch scalar {
            case "[": choices = try Self.characterClass(&rest)
            case "\\": choices = try Self.escaped(&rest)
            default: choices = [scalar]
            }
            pieces.append(Piece(choices: choices, counts: try Self.counts(&rest)))
        }
    }

    func draw(_ chance: inout Chance) -> String {
        var result = ""
        for piece in pieces {
            let count = piece.counts.count == 1 ? piece.counts.lowerBound : Int.random(in: piece.counts, using: &chance)
            for _ in 0..<count {
                result.unicodeScalars.append(piece.choices.count == 1 ? piece.choices[0] : chance.pick(piece.choices))
            }
        }
        return result
    }

    private static let digits = Array("0123456789".unicodeScalars)

    private static func escaped(_ rest: inout ArraySlice<Unicode.Scalar>) throws(FakerError) -> [Unicode.Scalar] {
        guard let scalar = rest.popFirst() else { throw FakerError(reason: "has a pattern that ends in a backslash") }
        return scalar == "d" ? digits : [scalar]
    }

    private static func characterClass(_ rest: inout ArraySlice<Unicode.Scalar>) throws(FakerError) -> [Unicode.Scalar]
    {
        var result: [Unicode.Scalar] = []
        while let scalar = rest.popFirst() {
            if scalar == "]" {
                guard !result.isEmpty else { throw FakerError(reason: "has an empty class \"[]\" in its pattern") }
                return result
            }
            let first = scalar == "\\" ? try escaped(&rest) : [scalar]
            guard rest.first == "-", rest.dropFirst().first.map({ $0 != "]" }) ?? false, first.count == 1 else {
                result += first
                continue
            }
            rest.removeFirst()
            guard let last = rest.popFirst(), first[0] <= last else {
                throw FakerError(reason: "has a range in its pattern whose end comes before its start")
            }
            result += (first[0].value...last.value).compactMap(Unicode.Scalar.init)
        }
        throw FakerError(reason: "has a pattern in which \"]\" is missing")
    }

    private static func counts(_ rest: inout ArraySlice<Unicode.Scalar>) throws(FakerError) -> ClosedRange<Int> {
        guard rest.first == "{" else { return 1...1 }
        rest.removeFirst()
        let text = String(String.UnicodeScalarView(rest.prefix { $0 != "}" }))
        rest = rest.dropFirst(text.unicodeScalars.count)
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard rest.popFirst() == "}", (1...2).contains(numbers.count), let lower = numbers[0],
            let upper = numbers[numbers.count - 1], lower >= 0, lower <= upper, upper <= 65_536
        else { throw FakerError(reason: "has a count in its pattern that is none; write {14} or {2,5}") }
        return lower...upper
    }
}
