public import Model

/// Says what changed from one mock file to another: mocks, conditions, answers, templates and webhooks.
///
/// Mocks are the same where they match the same requests; ids, names and what a mock was recorded from do not count.
public enum MockComparison {
    /// What is different in the second list.
    public static func differences(_ old: [Mock], _ new: [Mock]) -> Differences {
        var result = Differences()
        let (lefts, rights) = (grouped(old), grouped(new))
        for route in Set(lefts.keys).union(rights.keys) {
            compare(route, lefts[route] ?? [], rights[route] ?? [], &result)
        }
        return result.sorted
    }

    private static func grouped(_ mocks: [Mock]) -> [String: [Mock]] { Dictionary(grouping: mocks, by: route) }

    /// `POST https://shop.test/orders/:id`.
    private static func route(_ mock: Mock) -> String {
        let origin = (mock.http.scheme.map { "\($0.rawValue)://" } ?? "") + (mock.http.host?.description ?? "")
        return "\(mock.http.method ?? "any") \(origin)\(mock.pathPrefix ?? "")\(mock.http.route)"
    }

    private static func compare(_ route: String, _ old: [Mock], _ new: [Mock], _ result: inout Differences) {
        guard !old.isEmpty else {
            return result.add(route, .added, "the route is new: \(Count.words(new.count, "mock"))")
        }
        guard !new.isEmpty else {
            return result.add(route, .removed, "the route is gone: \(Count.words(old.count, "mock"))")
        }
        var pairs: [(old: Mock, new: Mock)] = []
        var rest = new
        var alone: [Mock] = []
        for mock in old {
            if let place = rest.firstIndex(where: { matching($0) == matching(mock) }) {
                pairs.append((mock, rest.remove(at: place)))
            } else {
                alone.append(mock)
            }
        }
        if alone.count == 1, rest.count == 1 {
            let (left, right) = (alone.removeFirst(), rest.removeFirst())
            result.add(route, .changed, "matched \(conditions(left)), matches \(conditions(right))")
            pairs.append((left, right))
        }
        for mock in alone { result.add(route, .removed, "the mock for \(conditions(mock)) is gone") }
        for mock in rest { result.add(route, .added, "a mock for \(conditions(mock)) is new") }
        for (left, right) in pairs {
            let place = old.count == 1 && new.count == 1 ? route : "\(route) for \(conditions(right))"
            JSONComparison.compare(told(left), told(right)) { result.add(place, $0, $1) }
            compareCallbacks(callbacks(left), callbacks(right), place, &result)
        }
    }

    /// What tells a mock from others of its route.
    private static func matching(_ mock: Mock) -> JSON {
        [mock.json["http"] ?? nil, mock.json["namespace"] ?? nil, mock.json["priority"] ?? nil]
    }

    private static func conditions(_ mock: Mock) -> String {
        var words: [String] = []
        for (kind, key) in [
            ("", "conditions"), ("query ", "queryParams"), ("field ", "header"), ("parameter ", "pathParams"),
            ("cookie ", "cookies"),
        ] {
            for condition in mock.json["http"]?[key]?.array ?? [] {
                guard let path = condition["path"]?.string, let action = condition["assertAction"]?.string else {
                    words.append(condition.textInQuotes)
                    continue
                }
                words.append("\(kind)\(path) \(action)\(condition["value"].map { " \($0.textInQuotes)" } ?? "")")
            }
        }
        return words.isEmpty ? "all other requests" : words.joined(separator: " and ")
    }

    /// The mock without what it matches, what it is called, and its callbacks.
    private static func told(_ mock: Mock) -> JSON {
        guard case .object(var object) = mock.json else { return nil }
        for name in ["id", "name", "recorded", "http", "webhooks", "namespace", "priority", "pathPrefix"] {
            object[name] = nil
        }
        return .object(object)
    }

    // MARK: Callbacks

    private struct Callback {
        /// Where it goes and what it is about: those that agree are one and the same.
        var key: String
        var json: JSON
    }

    private static func callbacks(_ mock: Mock) -> [Callback] {
        var numbers: [String: Int] = [:]
        return mock.callbacks.map { callback in
            guard case .object(var object) = callback.json else { return Callback(key: "", json: nil) }
            (object["recorded"], object["id"]) = (nil, nil)
            let event = ["type", "event", "event_type", "action", "topic"].lazy
                .compactMap { object["body"]?[$0]?.string }.first
            let name = event ?? callback.target.words
            numbers[name, default: 0] += 1
            let number = numbers[name] ?? 1
            return Callback(key: number == 1 ? name : "\(name) (\(number))", json: .object(object))
        }
    }

    private static func compareCallbacks(
        _ old: [Callback],
        _ new: [Callback],
        _ place: String,
        _ result: inout Differences
    ) {
        for callback in old where !new.contains(where: { $0.key == callback.key }) {
            result.add(place, .removed, "webhook \(callback.key): is gone")
        }
        for callback in new where !old.contains(where: { $0.key == callback.key }) {
            result.add(place, .added, "webhook \(callback.key): is new")
        }
        for callback in old {
            guard let other = new.first(where: { $0.key == callback.key }) else { continue }
            JSONComparison.compare(callback.json, other.json) {
                result.add(place, $0, "webhook \(callback.key): \($1)")
            }
        }
        let lefts = old.map(\.key).filter { key in new.contains { $0.key == key } }
        let rights = new.map(\.key).filter { key in old.contains { $0.key == key } }
        if lefts != rights {
            result.add(
                place,
                .changed,
                "webhooks: were in the order \(lefts.joined(separator: ", ")), are in the order \(rights.joined(separator: ", "))"
            )
        }
    }
}

extension CallbackTarget {
    /// Where it goes, in a few words.
    var words: String {
        switch self {
        case .http(let method, let url): "\(method) \(url)"
        case .kafka(let target, _): "kafka \(target.topic)"
        case .rabbitMQ(let target):
            "rabbitmq \([target.amqpExchange, target.routingKey, target.queue].filter { !$0.isEmpty }.joined(separator: " "))"
        }
    }
}
