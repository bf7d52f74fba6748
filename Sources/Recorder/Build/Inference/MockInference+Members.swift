internal import Model

extension MockInference {
    /// The templates of an object's members, in their order.
    ///
    /// A number that nothing explains waits until its neighbours are explained: a total is worked out from them.
    mutating func members(
        _ names: [String],
        of values: [JSON],
        at place: String,
        in setting: Setting
    ) -> JSONObject {
        var templates: [String: JSON] = [:]
        var waiting = names
        while !waiting.isEmpty {
            let known = makers.count
            var deferred: [String] = []
            for name in waiting {
                let column = values.map { $0[name] ?? .null }
                let before = column.allSatisfy { $0.number != nil } ? self : nil
                let path = place + ValuePath(steps: [.member(name)]).spelling
                templates[name] = template(column, at: path, name: name, in: setting)
                if let before, unexplained.count > before.unexplained.count {
                    self = before
                    deferred.append(name)
                }
            }
            let isLast = makers.count == known
            waiting = isLast ? [] : deferred
            guard isLast else { continue }
            for name in deferred {
                let path = place + ValuePath(steps: [.member(name)]).spelling
                templates[name] = template(values.map { $0[name] ?? .null }, at: path, name: name, in: setting)
            }
        }
        return JSONObject(names.map { JSONObject.Member($0, templates[$0] ?? .null) })
    }
}
