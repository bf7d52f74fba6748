internal import Model

/// Says what changed from one recording to another: operations, statuses, fields, types, and webhooks.
///
/// Values that are new each time differ between any two recordings and are not mentioned; what they look like is.
public enum PortraitComparison {
    /// What is different in the second one.
    public static func differences(_ old: RecordingPortrait, _ new: RecordingPortrait) -> Differences {
        var result = Differences()
        let lefts = Dictionary(old.operations.map { ($0.name, $0) }) { first, _ in first }
        let rights = Dictionary(new.operations.map { ($0.name, $0) }) { first, _ in first }
        for (name, operation) in lefts {
            if let other = rights[name] {
                compare(operation, other, &result)
            } else {
                result.add(name, .removed, "the route is gone")
            }
        }
        for (name, operation) in rights where lefts[name] == nil {
            let statuses = operation.responses.keys.sorted().map(String.init).joined(separator: ", ")
            result.add(name, .added, "the route is new → \(statuses)")
        }
        return result.sorted
    }

    private static func compare(_ old: OperationPortrait, _ new: OperationPortrait, _ result: inout Differences) {
        func compare(_ subject: String, _ left: ValueShape, _ right: ValueShape) {
            for (kind, text) in ShapeComparison.findings(subject, left, right) { result.add(old.name, kind, text) }
        }
        compare("query", old.query, new.query)
        compare("request field", old.fields, new.fields)
        if old.credentials != new.credentials {
            result.add(old.name, .changed, "credentials: was \(words(old.credentials)), is \(words(new.credentials))")
        }
        self.compare("request", old.request, new.request, old.name, &result)
        for status in Set(old.responses.keys).union(new.responses.keys).sorted() {
            guard let left = old.responses[status], let right = new.responses[status] else {
                let isNew = old.responses[status] == nil
                result.add(old.name, isNew ? .added : .removed, "status \(status) is \(isNew ? "new" : "gone")")
                continue
            }
            compare("response \(status) field", left.fields, right.fields)
            self.compare("response \(status)", left.contents, right.contents, old.name, &result)
        }
        compareCallbacks(old, new, &result)
    }

    private static func words(_ credentials: Set<Credential>) -> String {
        let names = credentials.sorted()
            .map {
                switch $0 {
                case .authorization(let scheme): "Authorization (\(scheme))"
                case .field(let name): name
                }
            }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private static func compare(
        _ subject: String,
        _ old: ContentShapes,
        _ new: ContentShapes,
        _ place: String,
        _ result: inout Differences
    ) {
        guard old.count > 0 || new.count > 0 else { return }
        guard old.count > 0, new.count > 0 else {
            let isNew = old.count == 0
            result.add(place, isNew ? .added : .removed, "\(subject) body: is \(isNew ? "new" : "gone")")
            return
        }
        let (lefts, rights) = (old.types.map(\.mediaType).sorted(), new.types.map(\.mediaType).sorted())
        if lefts != rights {
            result.add(
                place,
                .changed,
                "\(subject) body: was \(lefts.joined(separator: ", ")), is \(rights.joined(separator: ", "))"
            )
        }
        for content in old.types {
            guard let other = new.types.first(where: { $0.mediaType == content.mediaType }) else { continue }
            for (kind, text) in ShapeComparison.findings("\(subject) body", content.values, other.values) {
                result.add(place, kind, text)
            }
        }
    }

    // MARK: Webhooks

    private static func compareCallbacks(
        _ old: OperationPortrait,
        _ new: OperationPortrait,
        _ result: inout Differences
    ) {
        for name in Set(old.callbacks.keys).union(new.callbacks.keys).sorted() {
            guard let left = old.callbacks[name], let right = new.callbacks[name] else {
                let isNew = old.callbacks[name] == nil
                let noun = (old.callbacks[name] ?? new.callbacks[name])?.noun ?? ""
                result.add(old.name, isNew ? .added : .removed, "\(noun) \(name): is \(isNew ? "new" : "gone")")
                continue
            }
            let what = "\(left.noun) \(name)"
            let (before, after) = (Self.numbers(name, old), Self.numbers(name, new))
            if before != after {
                result.add(old.name, .changed, "\(what): came \(before) an exchange, comes \(after)")
            }
            for text in changes(left, right) { result.add(old.name, .changed, "\(what): \(text)") }
            for (kind, text) in ShapeComparison.findings("\(what) field", left.fields, right.fields) {
                result.add(old.name, kind, text)
            }
            compare(what, left.contents, right.contents, old.name, &result)
        }
        let common = Set(old.callbacks.keys).intersection(new.callbacks.keys)
        if let left = usualOrder(old, of: common), let right = usualOrder(new, of: common), left != right {
            result.add(
                old.name,
                .changed,
                "webhooks: came in the order \(left.joined(separator: ", ")), come in the order \(right.joined(separator: ", "))"
            )
        }
    }

    /// How often a webhook came for one exchange: `1`, `0 or 1`.
    private static func numbers(_ name: String, _ operation: OperationPortrait) -> String {
        Set(operation.callbackOrders.keys.map { order in order.count { $0 == name } }).sorted().map(String.init)
            .joined(separator: " or ")
    }

    private static func changes(_ old: CallbackPortrait, _ new: CallbackPortrait) -> [String] {
        var changes: [String] = []
        func add(_ name: String, _ left: String, _ right: String) {
            if left != right { changes.append("\(name) was \(left), is \(right)") }
        }
        add("method", old.method, new.method)
        add("target", target(old), target(new))
        add("signature", old.signature?.rawValue ?? "none", new.signature?.rawValue ?? "none")
        add("retries", counts(old.retries), counts(new.retries))
        // Delays vary; twice as long or as short, and by more than a tenth of a second, is another one.
        let (left, right) = (max(old.delay, 0), max(new.delay, 0))
        if abs(left - right) > 100, max(left, right) > 2 * min(left, right) {
            add("delay", "\(Int(left.rounded())) ms", "\(Int(right.rounded())) ms")
        }
        return changes
    }

    private static func counts(_ numbers: Set<Int>) -> String {
        numbers.sorted().map(String.init).joined(separator: " or ")
    }

    private static func target(_ callback: CallbackPortrait) -> String {
        if let pointer = callback.pointer { return "what the request says at \(pointer)" }
        let urls = callback.urls.map { url in
            AbsoluteURL(url).map { "\($0.origin)\(RouteShape.path($0.target))" } ?? url
        }
        return Set(urls).sorted().joined(separator: ", ")
    }

    /// The most common order of an exchange's webhooks, those of the other recording only.
    private static func usualOrder(_ operation: OperationPortrait, of names: Set<String>) -> [String]? {
        var counts: [[String]: Int] = [:]
        for (order, count) in operation.callbackOrders { counts[order.filter(names.contains), default: 0] += count }
        counts[[]] = nil
        return counts.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
    }
}
