internal import Model

/// Tells the purposes of one path apart: `Action=Publish` and `Action=Subscribe`, `method` of JSON-RPC, a target field.
struct Discriminator {
    private let place: Place
    private let values: [String]

    /// Envelopes, as those of GraphQL, look alike on the outside.
    private static let depth = 3
    /// So many exchanges tell which place it is.
    private static let enough = 1_000
    /// So many exchanges must look as their word says.
    private static let purity = 0.85
    /// More purposes than this are values of something else.
    private static let variety = 40

    /// The member, parameter or field whose word goes with the make of requests and answers; nil where there is none.
    init?(_ group: RouteGroup) {
        guard group.changes, group.samples.count >= 4 else { return nil }
        let found = (1...Self.depth).lazy.compactMap { Self.place(group, depth: $0) }.first
        guard let found else { return nil }
        place = found
        values = Array(Set(group.samples.compactMap { Self.word(found, $0) })).sorted()
    }

    /// The same where only some of the requests have it; of several such places that which most have.
    init?(amongSome group: RouteGroup) {
        guard group.changes else { return nil }
        var best: (samples: [Sample], place: Place)?
        for place in Self.places(group.samples) {
            let having = group.samples.prefix(Self.enough).filter { Self.word(place, $0) != nil }
            guard having.count >= 4, having.count > (best?.samples.count ?? 0),
                Self.score(place, having, having.map { Self.make($0, 1) }).map({ $0.purity >= Self.purity }) == true
            else { continue }
            best = (having, place)
        }
        guard let best else { return nil }
        place = best.place
        values = Array(Set(group.samples.compactMap { Self.word(best.place, $0) })).sorted()
    }

    /// What an exchange is for; nil where it does not say so here.
    func word(in sample: Sample) -> String? { Self.word(place, sample) }

    /// The place whose words go best with requests and answers as they look down to a depth.
    private static func place(_ group: RouteGroup, depth: Int) -> Place? {
        let makes = group.samples.map { make($0, depth) }
        guard Set(makes).count > 1 else { return nil }
        var best: (purity: Double, count: Int, place: Place)?
        for place in places(group.samples) {
            guard let (purity, count) = score(place, group.samples, makes), purity >= Self.purity else { continue }
            if best.map({ (purity, -count) > ($0.purity, -$0.count) }) ?? true { best = (purity, count, place) }
        }
        return best?.place
    }

    /// One group for each purpose.
    func split(_ group: RouteGroup) -> [RouteGroup] {
        values.map { value in
            var part = group
            part.samples = group.samples.filter { word(in: $0) == value }
            part.conditions.append(condition(part.samples))
            part.onlyAsks = part.samples.first.map { Self.onlyAsks($0, value) } ?? false
            part.removes = ["delete", "remove", "destroy"].contains { Self.verb(value).hasPrefix($0) }
            return part
        }
    }

    /// What an exchange is for; nil where it does not say so.
    func purpose(of exchange: Exchange) -> (word: String, onlyAsks: Bool)? {
        guard let sample = Sample(exchange), let word = word(in: sample) else { return nil }
        return (word, Self.onlyAsks(sample, word))
    }

    /// Whether requests of a purpose change nothing: GraphQL says so at the beginning of its documents, others by the verb
    /// with which the operation's name begins.
    private static func onlyAsks(_ sample: Sample, _ word: String) -> Bool {
        if let document = sample.request?["query"]?.string, document.utf8.contains(UInt8(ascii: "{")) {
            let text = document.trimmingBlanks
            return text.hasPrefix("query") || text.hasPrefix("{")
        }
        let name = verb(word)
        return ["get", "list", "describe", "find", "search", "query", "read", "fetch", "show", "lookup", "scan"]
            .contains { name.hasPrefix($0) }
    }

    /// The last part of an operation's name, which begins with what it does: `deleteitem` of `Tables_2012.DeleteItem`.
    private static func verb(_ word: String) -> String {
        word.split { !$0.isLetter && !$0.isNumber }.last?.lowercased() ?? ""
    }

    /// What a place says of the purpose: a word, or a document without the values in it.
    private static func word(_ place: Place, _ sample: Sample) -> String? {
        guard let text = place.value(in: sample)?.string else { return nil }
        return isDocument(text, place) ? DocumentShape.of(text) : text
    }

    private func condition(_ samples: [Sample]) -> (part: Decider.Part, condition: Condition) {
        let (part, path): (Decider.Part, String) =
            switch place {
            case .query(let name): (.query, name)
            case .field(let name): (.field, name)
            case .body(let path): (.body, "$" + path.spelling)
            default: (.body, "$")
            }
        let texts = Set(samples.compactMap { place.value(in: $0)?.string }).sorted()
        let (first, isOne) = (texts.first ?? "", texts.count == 1)
        let check = Condition.Check(
            path: path,
            action: isOne ? .equals : .matches,
            value: .string(isOne ? first : DocumentShape.pattern(first))
        )
        return (part, .check(check))
    }

    /// Members, parameters and fields that may say so; of the first requests, which may be of several kinds.
    private static func places(_ samples: [Sample]) -> [Place] {
        var result: [Place] = []
        func add(_ place: Place) { if !result.contains(place) { result.append(place) } }
        for sample in samples.prefix(200) {
            sample.request?
                .visit { path, value in if path.steps.count == 1, value.string != nil { add(.body(path)) } }
            for pair in sample.query { add(.query(pair.name)) }
            for field in sample.exchange.request.fields where Self.fields.contains(field.name.lowercased()) {
                add(.field(field.name))
            }
            if result.count > variety { break }
        }
        return result
    }

    /// Fields that are there to name an operation.
    private static let fields = ["x-amz-target", "soapaction"]

    /// How well the words of a place go with the makes; nil for a place that holds no repeated words.
    private static func score(_ place: Place, _ samples: [Sample], _ makes: [String]) -> (purity: Double, count: Int)? {
        var counts: [String: [String: Int]] = [:]
        for (sample, make) in zip(samples, makes) {
            guard let word = word(place, sample), isWord(word, place) || isDocument(word, place) else { return nil }
            counts[word, default: [:]][make, default: 0] += 1
            if counts.count > variety { return nil }
        }
        guard counts.count > 1, counts.count * 2 <= samples.count else { return nil }
        if case .field = place { return (1, counts.count) }
        let usual = counts.values.compactMap { $0.max { ($0.value, $1.key) < ($1.value, $0.key) } }
        // Words that all go with the same make do not decide it.
        guard Set(usual.map(\.key)).count * 2 > counts.count else { return nil }
        let purity = Double(usual.reduce(0) { $0 + $1.value }) / Double(samples.count)
        return (max(purity, telling(counts, of: samples.count)), counts.count)
    }

    /// How well the makes tell the words: refusals look different, but each purpose has its own. Nothing where the makes are
    /// so many that they would tell anything.
    private static func telling(_ counts: [String: [String: Int]], of total: Int) -> Double {
        var byMake: [String: (most: Int, all: Int)] = [:]
        for makes in counts.values {
            for (make, count) in makes {
                let known = byMake[make] ?? (0, 0)
                byMake[make] = (max(known.most, count), known.all + count)
            }
        }
        guard byMake.count * 3 <= total else { return 0 }
        return Double(byMake.values.reduce(0) { $0 + $1.most }) / Double(total)
    }

    /// A document of GraphQL, which says what is asked where the operation has no name.
    private static func isDocument(_ text: String, _ place: Place) -> Bool {
        guard case .body(let path) = place, path.name == "query" else { return false }
        return DocumentShape.isDocument(text)
    }

    private static func isWord(_ text: String, _ place: Place) -> Bool {
        // What names operations by its definition may have a version in it: `DynamoDB_20120810.PutItem`.
        if case .field = place { return (1...200).contains(text.utf8.count) }
        return (1...80).contains(text.utf8.count) && !IdentifierShape.looksRandom(text)
            && text.utf8.count { $0 &- 0x30 < 10 } <= 4
            && text.utf8.allSatisfy {
                $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || [0x2E, 0x5F, 0x2D, 0x2F, 0x3A, 0x23, 0x22].contains($0)
            }
    }

    /// The names of a request's and an answer's parts, without their values.
    private static func make(_ sample: Sample, _ depth: Int) -> String {
        let request = sample.request.map { names($0, depth) } ?? ""
        let answer: String
        switch sample.response {
        case .none: answer = ""
        case .binary: answer = "binary"
        case .json(let json): answer = json.object == nil ? json.kindName : names(json, depth)
        case .text(let text): answer = tags(text).joined(separator: ",")
        }
        return "\(request)|\(answer)"
    }

    /// The names of an object's members and, in braces, of theirs.
    private static func names(_ value: JSON, _ depth: Int) -> String {
        guard depth > 0, let object = value.object else { return "" }
        return object.members
            .map { member in
                let inner = names(member.value, depth - 1)
                return inner.isEmpty ? member.name : "\(member.name){\(inner)}"
            }
            .sorted().joined(separator: ",")
    }

    /// The first few names of elements.
    private static func tags(_ text: String) -> [String] {
        text.prefix(4_096).split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1)
            .compactMap { part in
                let name = part.prefix { $0.isLetter || $0.isNumber || $0 == ":" }
                return name.isEmpty ? nil : String(name)
            }
            .prefix(8).map { $0 }
    }
}
