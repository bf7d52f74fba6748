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
        let isFallback = mock.http.body.isEmpty && mock.http.query.isEmpty && mock.http.fields.isEmpty
        let rivals = isFallback ? siblings.filter { !isExact($0) } : siblings
        let decided =
            rivals.reduce(into: Set<String>()) { decided, mock in
                decided.formUnion(mock.http.body.flatMap(\.paths))
                decided.formUnion(mock.http.query.flatMap(\.paths).map { "query \($0)" })
                decided.formUnion(mock.http.fields.flatMap(\.paths).map { "field \($0.lowercased())" })
            }
            .union(
                readPlaces(
                    (mock.callbacks.flatMap(\.when) + siblings.flatMap(\.http.when)).flatMap(\.paths)
                        .joined(separator: "\n"),
                    []
                )
                .map(\.spelled)
            )
        let names = PathSegments.of(route: mock.http.route)
        let stored = storeKeys(all, mock.extractions.filter { $0.store == .global }.map(\.key))
        return readPlaces(all, names).filter { !decided.contains($0.spelled) && !stored.contains($0.spelled) }
            .map(\.place)
    }

    /// Whether a mock answers one content alone: a request with fresh values is not taken for it.
    private static func isExact(_ mock: Mock) -> Bool {
        mock.http.body.count > 1 && mock.http.body.allSatisfy(\.isEquality)
    }

    private static func replies(_ mock: Mock) -> [ReplyTemplate] {
        switch mock.reply {
        case .fixed(let template): [template]
        case .oneOf(let sequence): sequence.replies
        case .proxy: []
        }
    }

    /// Every place of the request that a text reads, with the path that a condition on the same place would have.
    private static func readPlaces(_ text: String, _ route: [String]) -> [(place: Place, spelled: String)] {
        var result: [(place: Place, spelled: String)] = []
        func add(_ place: Place, _ spelled: String) {
            if !result.contains(where: { $0.place == place }) { result.append((place, spelled)) }
        }
        var rest = Substring(text)
        while let range = rest.firstRange(of: "$.") {
            rest = rest[range.upperBound...]
            let source = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(source.count)
            if source == "reqHeader" {
                let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
                add(.field(String(name)), "field \(name.lowercased())")
                continue
            }
            guard ["req", "queryParams", "pathParam"].contains(source) else { continue }
            let path = readPath(&rest)
            guard let name = path.name else { continue }
            switch source {
            case "req": add(.body(path), "$\(path.spelling)")
            case "queryParams": add(.query(name), "query \(name)")
            default:
                if let index = route.firstIndex(of: ":\(name)") { add(.segment(index), "segment \(name)") }
            }
        }
        return result
    }

    /// The places that name things in a store: a fresh one would name nothing.
    ///
    /// - Parameters:
    ///   - text: all templates.
    ///   - written: the keys that the mock writes.
    private static func storeKeys(_ text: String, _ written: [String]) -> Set<String> {
        var keys = written
        var rest = Substring(text)
        while let range = rest.firstRange(of: "$.gS['") {
            rest = rest[range.upperBound...]
            let key = rest.firstRange(of: "']").map { rest[..<$0.lowerBound] } ?? rest
            keys.append(String(key))
        }
        // What is looked for, the number of a page and its length: other ones would show something else.
        for choice in ["$.page(", "$.where("] {
            rest = Substring(text)
            while let range = rest.firstRange(of: choice) {
                rest = rest[range.upperBound...]
                keys.append(String(rest.prefix { $0 != "\n" }))
            }
        }
        // What is added to what the store holds: nobody foresees what comes of it later.
        for function in ["$.sum(", "$.subtract(", "$.multiply("] {
            keys += text.ranges(of: function).map { arguments(text[$0.upperBound...]) }.filter { $0.contains("$.gS[") }
        }
        return keys.reduce(into: []) { result, key in
            for place in readPlaces(key, []) { result.insert(place.spelled) }
            var rest = Substring(key)
            while let range = rest.firstRange(of: "$.pathParam.") {
                rest = rest[range.upperBound...]
                result.insert("segment \(rest.prefix { $0 != "}" })")
            }
        }
    }

    /// What stands before the parenthesis that ends a call.
    private static func arguments(_ text: Substring) -> String {
        var depth = 1
        let end = text.firstIndex { character in
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            return depth == 0
        }
        return String(text[..<(end ?? text.endIndex)])
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

    /// A fresh value that is not the old one by chance.
    static func different(_ value: JSON, _ random: inout Dice) -> JSON? {
        for _ in 0..<8 {
            guard let new = fresh(value, &random) else { return nil }
            if new != value { return new }
        }
        return nil
    }

    /// A value of the same shape with other letters and digits; nil for one that must stay: a boolean, a time, or too
    /// short to be told apart.
    static func fresh(_ value: JSON, _ random: inout Dice) -> JSON? {
        if ClockFormat.read(value) != nil { return nil }
        switch value {
        case .string(let text):
            guard text.utf8.contains(where: { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }), text.utf8.count <= 512
            else { return nil }
            if let url = AbsoluteURL(text) {
                // The host stays: a callback goes there.
                guard url.target.utf8.count > 1, text.hasSuffix(url.target) else { return nil }
                let target = String(decoding: url.target.utf8.map { other($0, &random) }, as: UTF8.self)
                return .string(text.dropLast(url.target.count) + target)
            }
            // A number as text, as in a form or a query, must stay one: without zeros before it.
            let isNumber = text.utf8.allSatisfy { $0 &- 0x30 < 10 } && !text.hasPrefix("0")
            var bytes = text.utf8.map { other($0, &random) }
            if isNumber { bytes[0] = 0x31 + UInt8(random.next() % 9) }
            return .string(String(decoding: bytes, as: UTF8.self))
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
    fileprivate var isEquality: Bool { if case .check(let check) = self { check.action == .equals } else { false } }

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
