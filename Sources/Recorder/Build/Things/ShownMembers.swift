internal import Model

/// The members that a group's answers show of a thing.
struct ShownMembers {
    /// The ways to those that all its first answers have.
    private(set) var always: Set<ValuePath> = []
    /// The names at the root that any of them has.
    private var ever: Set<String> = []

    /// Nobody shows anything.
    init() {}

    init(_ group: RouteGroup) {
        var result: Set<ValuePath>?
        for sample in group.samples.lazy.filter(\.hasSucceeded).prefix(50) {
            guard let thing = sample.answer?.unwrapped else { continue }
            let ways = thing.ways
            result = result?.intersection(ways) ?? ways
            for member in thing.object?.members ?? [] { ever.insert(member.name) }
        }
        always = result ?? []
    }

    /// What an answer that shows at least as much says about the thing, without what is never shown again.
    func shown(of answer: JSON) -> JSON {
        guard !ever.isEmpty, let object = answer.object else { return answer }
        return .object(JSONObject(object.members.filter { ever.contains($0.name) }))
    }
}
