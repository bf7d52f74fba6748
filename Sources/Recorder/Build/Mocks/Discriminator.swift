internal import Model

/// Tells the purposes of one path apart: `Action=Publish` and `Action=Subscribe`, `method` of JSON-RPC, a target field.
struct Discriminator {
    private let place: Place
    private let values: [String]

    /// More purposes than this are values of something else.
    private static let variety = 40

    /// The member, parameter or field whose word goes with the make of requests and answers; nil where there is none.
    init?(_ group: RouteGroup) {
        guard group.changes, group.samples.count >= 4 else { return nil }
        let makes = group.samples.map(Self.make)
        guard Set(makes).count > 1 else { return nil }
        var best: (purity: Double, count: Int, place: Place)?
        for place in Self.places(group.samples) {
            guard let (purity, count) = Self.score(place, group.samples, makes), purity >= 0.85 else { continue }
            if best.map({ (purity, -count) > ($0.purity, -$0.count) }) ?? true { best = (purity, count, place) }
        }
        guard let best else { return nil }
        place = best.place
        values = Array(Set(group.samples.compactMap { best.place.value(in: $0)?.string })).sorted()
    }

    /// One group for each purpose.
    func split(_ group: RouteGroup) -> [RouteGroup] {
        values.map { value in
            var part = group
            part.samples = group.samples.filter { place.value(in: $0)?.string == value }
            part.conditions.append(condition(value))
            return part
        }
    }

    private func condition(_ value: String) -> (part: Decider.Part, condition: Condition) {
        let (part, path): (Decider.Part, String) =
            switch place {
            case .query(let name): (.query, name)
            case .field(let name): (.field, name)
            case .body(let path): (.body, "$" + path.spelling)
            default: (.body, "$")
            }
        return (part, .check(Condition.Check(path: path, action: .equals, value: .string(value))))
    }

    private static func places(_ samples: [Sample]) -> [Place] {
        var result: [Place] = []
        guard let pilot = samples.first else { return [] }
        pilot.request?
            .visit { path, value in if path.steps.count == 1, value.string != nil { result.append(.body(path)) } }
        result += pilot.query.map { .query($0.name) }
        for field in pilot.exchange.request.fields
        where ["x-amz-target", "soapaction"].contains(field.name.lowercased()) {
            result.append(.field(field.name))
        }
        return result
    }

    /// How well the words of a place go with the makes; nil for a place that holds no repeated words.
    private static func score(_ place: Place, _ samples: [Sample], _ makes: [String]) -> (purity: Double, count: Int)? {
        var counts: [String: [String: Int]] = [:]
        for (sample, make) in zip(samples, makes) {
            guard let word = place.value(in: sample)?.string, isWord(word) else { return nil }
            counts[word, default: [:]][make, default: 0] += 1
            if counts.count > variety { return nil }
        }
        guard counts.count > 1, counts.count * 2 <= samples.count else { return nil }
        let usual = counts.values.compactMap { $0.max { ($0.value, $1.key) < ($1.value, $0.key) } }
        // Words that all go with the same make do not decide it.
        guard Set(usual.map(\.key)).count * 2 > counts.count else { return nil }
        return (Double(usual.reduce(0) { $0 + $1.value }) / Double(samples.count), counts.count)
    }

    private static func isWord(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && !IdentifierShape.looksRandom(text)
            && text.utf8.count { $0 &- 0x30 < 10 } <= 4
            && text.utf8.allSatisfy {
                $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || [0x2E, 0x5F, 0x2D, 0x2F, 0x3A, 0x23].contains($0)
            }
    }

    /// The names of a request's and an answer's parts, without their values.
    private static func make(_ sample: Sample) -> String {
        let request = sample.request?.object?.members.map(\.name).sorted().joined(separator: ",") ?? ""
        let answer: String
        switch sample.response {
        case .none: answer = ""
        case .binary: answer = "binary"
        case .json(let json): answer = json.object?.members.map(\.name).sorted().joined(separator: ",") ?? json.kindName
        case .text(let text): answer = tags(text).joined(separator: ",")
        }
        return "\(request)|\(answer)"
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
