import Model

/// What a recording cannot tell apart: places of a request, of its answer and of the store that held the same value as a leaf in
/// every sample of the leaf.
///
/// A time that is always that of the answer may be read there as well as from the clock, since both rules explain all that was
/// seen. One sample in which they differ ends that: then there is one right rule.
struct Twins {
    /// The places in requests and answers, as mocks call them, by leaf.
    private var places: [String: Set<String>] = [:]
    /// Leaves of which a sample was not reproduced: what the store gave was another value.
    private var broken: Set<String> = []

    /// Notes a sample of a leaf.
    ///
    /// - Parameters:
    ///   - readable: the places that held each value when this sample was made.
    ///   - isReproduced: whether a replay of the recording gave this sample again.
    mutating func note(
        _ leaf: String,
        _ value: JSON?,
        among readable: [JSON: Set<String>],
        isReproduced: Bool
    ) {
        let equal = value.flatMap { readable[$0] } ?? []
        places[leaf] = places[leaf]?.intersection(equal) ?? equal
        if !isReproduced { broken.insert(leaf) }
    }

    /// Whether a template of a route reads one of the leaf's twins and nothing else.
    func hold(_ leaf: String, _ template: String?, route: String) -> Bool {
        guard let template else { return false }
        if template.hasPrefix("$.gS[") { return places[leaf] != nil && !broken.contains(leaf) }
        let parameters = route.split(separator: "/").enumerated().filter { $1.hasPrefix(":") }
        let parameter = parameters.first { template == "$.pathParam.\($1.dropFirst())" }
        return places[leaf]?.contains(parameter.map { Self.segment($0.offset) } ?? template) == true
    }

    /// The places of an exchange by value.
    ///
    /// - Parameter answer: nil for the answer itself, which cannot read what it says.
    static func places(_ request: RequestHead, _ content: JSON, answer: JSON?) -> [JSON: Set<String>] {
        var result: [JSON: Set<String>] = [:]
        let target = request.target.split(separator: "?", maxSplits: 1)
        for (index, segment) in (target.first ?? "").split(separator: "/").enumerated() {
            result[.string(PercentEncoding.decoded(segment)), default: []].insert(Self.segment(index))
        }
        add(content, "$.req", to: &result)
        if let answer { add(answer, "$.resp", to: &result) }
        return result
    }

    private static func segment(_ index: Int) -> String { "$.pathParam[\(index)]" }

    private static func add(_ value: JSON, _ place: String, to result: inout [JSON: Set<String>]) {
        result[value, default: []].insert(place)
        switch value {
        case .object(let object):
            for member in object.members { add(member.value, "\(place).\(member.name)", to: &result) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { add(element, "\(place)[\(index)]", to: &result) }
        default: break
        }
    }
}
