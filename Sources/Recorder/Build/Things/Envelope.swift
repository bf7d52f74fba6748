internal import Model

extension JSON {
    /// The thing that an answer is about, without what it is wrapped in: `{"data": {"order": {…}}}` is about the order.
    ///
    /// Nobody wraps a thing in another thing: what has a name itself is no envelope, and an envelope holds one object. Lists stand
    /// beside it only where it is called `data`, as what JSON:API includes (§ 7.1).
    var unwrapped: JSON {
        var inner = self
        for _ in 0..<4 {
            guard let object = inner.object else { return self }
            if object.members.contains(where: { $0.value.isScalar && $0.value != .null && ThingKey.isName($0.name) }) {
                return inner
            }
            let objects = object.members.filter { $0.value.object != nil }
            // An empty list beside it says that nothing went wrong.
            let isBeside = object.members.contains { !($0.value.array?.isEmpty ?? true) }
            guard objects.count == 1, objects[0].name == "data" || !isBeside else { return self }
            inner = objects[0].value
        }
        return self
    }
}
