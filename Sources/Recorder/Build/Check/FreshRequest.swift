internal import Model

/// Replaces the values of a request that its mock's templates read by fresh ones of the same shape.
enum FreshRequest {
    /// The places of a request that a mock's templates read and that no condition of its route looks at.
    static func places(_ mock: Mock, siblings: [Mock]) -> [Place] {
        var texts: [String] = []
        for reply in replies(mock) {
            _ = Rewriting.rewrite(reply, mock.callbacks + reply.callbacks) { text in
                texts.append(text)
                return text
            }
        }
        let all = texts.joined(separator: "\n")
        let decided = Set(siblings.flatMap { $0.http.body + $0.http.query + $0.http.fields }.flatMap(\.paths))
        let counted = expressionsInArithmetic(all)
        return readPlaces(all).filter { !decided.contains($0.spelled) && !counted.contains($0.spelled) }.map(\.place)
    }

    private static func replies(_ mock: Mock) -> [ReplyTemplate] {
        switch mock.reply {
        case .fixed(let template): [template]
        case .oneOf(let sequence): sequence.replies
        case .proxy: []
        }
    }

    /// Every `$.req…` of a text, with the path that a condition on the same place would have.
    private static func readPlaces(_ text: String) -> [(place: Place, spelled: String)] {
        var result: [(place: Place, spelled: String)] = []
        var rest = Substring(text)
        while let range = rest.firstRange(of: "$.req") {
            rest = rest[range.upperBound...]
            guard !rest.hasPrefix("Header") else { continue }
            let path = readPath(&rest)
            let place = Place.body(path)
            if !path.steps.isEmpty, !result.contains(where: { $0.place == place }) {
                result.append((place, "$\(path.spelling)"))
            }
        }
        return result
    }

    /// The steps of plain names and positions that stand at the beginning.
    static func readPath(_ rest: inout Substring) -> ValuePath {
        var path = ValuePath()
        while let first = rest.first {
            if first == "." {
                let name = rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                guard !name.isEmpty else { break }
                path = path.appending(.member(String(name)))
                rest = rest.dropFirst(name.count + 1)
            } else if first == "[", let close = rest.firstIndex(of: "]") {
                let inner = rest[rest.index(after: rest.startIndex)..<close]
                if let index = Int(inner) {
                    path = path.appending(.element(index))
                } else if inner.hasPrefix("'"), inner.hasSuffix("'"), inner.count > 2 {
                    path = path.appending(.member(String(inner.dropFirst().dropLast())))
                } else {
                    break
                }
                rest = rest[rest.index(after: close)...]
            } else {
                break
            }
        }
        return path
    }

    /// Fresh operands would need the sum to be worked out here as well.
    private static func expressionsInArithmetic(_ text: String) -> Set<String> {
        var result: Set<String> = []
        for name in ["$.multiply(", "$.sum(", "$.subtract(", "$.increment("] {
            var rest = Substring(text)
            while let range = rest.firstRange(of: name) {
                rest = rest[range.upperBound...]
                let arguments = rest.prefix { $0 != ")" }
                for place in readPlaces(String(arguments)) { result.insert(place.spelled) }
            }
        }
        return result
    }

    /// A value of the same shape with other letters and digits; nil for one that must stay: a boolean, a time, or too
    /// short to be told apart.
    static func fresh(_ value: JSON, _ random: inout Dice) -> JSON? {
        if ClockFormat.read(value) != nil { return nil }
        switch value {
        case .string(let text):
            guard text.utf8.contains(where: { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }), text.utf8.count <= 512,
                AbsoluteURL(text) == nil
            else { return nil }
            return .string(String(decoding: text.utf8.map { other($0, &random) }, as: UTF8.self))
        case .number(let number):
            guard let integer = number.int64, integer > 0, integer < 1_000_000_000_000 else { return nil }
            let digits = String(integer).utf8.enumerated()
                .map { index, _ in
                    index == 0 ? 0x31 + UInt8(random.next() % 9) : 0x30 + UInt8(random.next() % 10)
                }
            return .number(JSONNumber(text: String(decoding: digits, as: UTF8.self)))
        default: return nil
        }
    }

    private static func other(_ byte: UInt8, _ random: inout Dice) -> UInt8 {
        switch byte {
        case 0x30...0x39: 0x30 + UInt8(random.next() % 10)
        case 0x61...0x7A: 0x61 + UInt8(random.next() % 26)
        case 0x41...0x5A: 0x41 + UInt8(random.next() % 26)
        default: byte
        }
    }
}

extension Condition {
    /// The paths that a condition looks at, as `$.a.b` or a name.
    fileprivate var paths: [String] {
        switch self {
        case .check(let check): [check.path]
        case .any(let conditions), .all(let conditions): conditions.flatMap(\.paths)
        case .not(let condition): condition.paths
        }
    }
}

/// Chance with a seed (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
