internal import Model

/// Which segments of paths name things, looked at in the whole recording: ids by their looks, texts that stood in requests
/// before, and words that take each other's place in front of the same continuations.
struct PathShapes {
    private struct Prefix: Hashable {
        var origin: Origin
        var segments: [String?]
    }

    /// Requests that look alike from afar.
    private struct Form: Hashable {
        var method: String
        var count: Int
    }

    /// What follows a segment, and what was answered.
    private struct Continuation: Hashable {
        var method: String
        var rest: [String?]
        var answer: [String]

        var text: String { "\(method) \(rest.map { $0 ?? ":" }) \(answer)" }
    }

    private var shapes: [ExchangeID: [String?]] = [:]

    /// So many words in one place are names, whatever they say.
    private static let variety = 8
    /// So many exchanges of each word are looked into.
    private static let probes = 12

    /// Words that stand for a thing without naming it.
    private static let selves: Set<String> = [
        "me", "self", "current", "all", "new", "search", "default", "latest", "batch",
    ]

    /// - Parameter names: texts in lower case that are known to name things.
    init(_ exchanges: [Exchange], names: Set<String>) {
        var depth = 0
        var raw: [ExchangeID: [String]] = [:]
        for exchange in exchanges where exchange.kind == .exchange {
            let path = RequestTarget(exchange.request.target).path
            let segments = PathSegments.of(path)
            raw[exchange.id] = segments
            shapes[exchange.id] = segments.enumerated()
                .map { Self.isName($1, at: $0, names) ? nil : $1 }
            depth = max(depth, segments.count)
        }
        let known = exchanges.filter { $0.kind == .exchange }
        // What follows a word is alike once the words that follow are known to be names.
        for _ in 0..<2 {
            for position in 0..<min(depth, 16) { generalise(position, known, raw) }
        }
    }

    private static func isName(_ segment: String, at index: Int, _ names: Set<String>) -> Bool {
        let text = PercentEncoding.decoded(segment)
        return RouteShape.isIdentifier(text) || (index > 0 && names.contains(text.lowercased()))
    }

    /// The path's segments as sent; nil for one that names a thing.
    func shape(of exchange: Exchange) -> [String?] { shapes[exchange.id] ?? [] }

    /// `GET https://shop.test/orders/:`.
    func route(of exchange: Exchange) -> String {
        "\(exchange.request.method) \(exchange.origin)/" + shape(of: exchange).map { $0 ?? ":" }.joined(separator: "/")
    }

    // MARK: Words that are names

    private mutating func generalise(_ position: Int, _ exchanges: [Exchange], _ raw: [ExchangeID: [String]]) {
        var words: [Prefix: [String: [Int]]] = [:]
        // Many clients at once begin with the same call: what comes later under ids is looked at as well.
        var named: [Prefix: [Form: [Int]]] = [:]
        for (number, exchange) in exchanges.enumerated() {
            guard let shape = shapes[exchange.id], shape.indices.contains(position) else { continue }
            let prefix = Prefix(origin: exchange.origin, segments: Array(shape[..<position]))
            if let word = shape[position], PathSegments.isEnding(word) { continue }
            if let word = shape[position] {
                words[prefix, default: [:]][word, default: []].append(number)
            } else {
                let form = Form(method: exchange.request.method, count: shape.count)
                if named[prefix, default: [:]][form, default: []].count < Self.variety * Self.probes {
                    named[prefix, default: [:]][form, default: []].append(number)
                }
            }
        }
        for (prefix, members) in words {
            guard let ids = named[prefix]?.values.flatMap({ $0 }) else { continue }
            let joining = namesLike(ids, among: members, position, exchanges, raw)
            for number in joining.flatMap({ members[$0] ?? [] }) { shapes[exchanges[number].id]?[position] = nil }
            for word in joining { words[prefix]?[word] = nil }
        }
        for (_, members) in words where position > 0 && members.count > 1 {
            for number in namesAmong(members, position, exchanges, raw).flatMap({ members[$0] ?? [] }) {
                shapes[exchanges[number].id]?[position] = nil
            }
        }
    }

    /// The words that stand where many ids stand and are followed by the same.
    private func namesLike(
        _ ids: [Int],
        among members: [String: [Int]],
        _ position: Int,
        _ exchanges: [Exchange],
        _ raw: [ExchangeID: [String]]
    ) -> [String] {
        let isVaried = Set(ids.compactMap { raw[exchanges[$0].id]?[position] }).count >= Self.variety
        let known = Set(ids.map { continuation(exchanges[$0], position) })
        return members.keys.filter { word in
            guard !Self.selves.contains(word.lowercased()) else { return false }
            let mine = (members[word] ?? []).prefix(Self.probes).map { continuation(exchanges[$0], position) }
            guard mine.count(where: { known.contains($0) }) * 5 >= mine.count * 3 else { return false }
            return (isVaried && mine.allSatisfy { !$0.rest.isEmpty }) || flows(word, members[word] ?? [], exchanges)
        }
    }

    /// Whether all that is answered under a word holds the word.
    private func flows(_ word: String, _ numbers: [Int], _ exchanges: [Exchange]) -> Bool {
        let answered = numbers.prefix(Self.probes).filter { Self.hasContent(exchanges[$0]) }
        return !answered.isEmpty && answered.allSatisfy { Self.isAnswered(word, exchanges[$0]) }
    }

    /// The words that only name things.
    private func namesAmong(
        _ members: [String: [Int]],
        _ position: Int,
        _ exchanges: [Exchange],
        _ raw: [ExchangeID: [String]]
    ) -> Set<String> {
        var continuations: [String: Set<Continuation>] = [:]
        for (word, numbers) in members {
            continuations[word] = Set(numbers.prefix(Self.probes).map { continuation(exchanges[$0], position) })
        }
        // Words with a continuation in common belong together.
        var byContinuation: [Continuation: [String]] = [:]
        for word in continuations.keys.sorted() {
            for continuation in continuations[word] ?? [] { byContinuation[continuation, default: []].append(word) }
        }
        let order = byContinuation.sorted { ($1.value.count, $0.key.text) < ($0.value.count, $1.key.text) }
        var taken: Set<String> = []
        for (_, words) in order where words.count > 1 {
            let open = words.filter { !taken.contains($0) && isShared(continuations[$0] ?? [], byContinuation) }
            let allFlow = open.allSatisfy { word in
                let mine = members[word] ?? []
                return flows(word, mine, exchanges) && !isBeforeIDs(mine.compactMap { raw[exchanges[$0].id] }, position)
            }
            if words.count >= Self.variety || allFlow { taken.formUnion(open) }
        }
        return taken
    }

    /// Whether ids follow a word wherever something does: answers that say their type (`"type": "articles"`) name a collection.
    private func isBeforeIDs(_ paths: [[String]], _ position: Int) -> Bool {
        let next = paths.compactMap { $0.indices.contains(position + 1) ? $0[position + 1] : nil }
        return !next.isEmpty && next.allSatisfy { RouteShape.isIdentifier(PercentEncoding.decoded($0)) }
    }

    /// Whether most of what follows a word follows others as well: collections have more of their own.
    private func isShared(_ mine: Set<Continuation>, _ all: [Continuation: [String]]) -> Bool {
        mine.count { (all[$0]?.count ?? 0) > 1 } * 5 >= mine.count * 3
    }

    private func continuation(_ exchange: Exchange, _ position: Int) -> Continuation {
        let shape = shapes[exchange.id] ?? []
        var answer = [String(exchange.response?.head.status ?? 0)]
        if let response = exchange.response,
            case .json(let json) = Content(body: response.body, fields: response.head.fields)
        {
            answer += (json.object?.members.map(\.name) ?? [json.kindName]).sorted()
        }
        return Continuation(
            method: exchange.request.method,
            rest: Array(shape[(position + 1)...]),
            answer: answer
        )
    }

    private static func hasContent(_ exchange: Exchange) -> Bool { exchange.response?.body.bytes.isEmpty == false }

    /// Whether the answer holds the word as a whole.
    private static func isAnswered(_ word: String, _ exchange: Exchange) -> Bool {
        let text = String(decoding: exchange.response?.body.bytes ?? [], as: UTF8.self)
        return text.ranges(of: PercentEncoding.decoded(word))
            .contains { range in
                let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
                let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
                return !belongs(before) && !belongs(after)
            }
    }

    private static func belongs(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" } ?? false
    }
}
