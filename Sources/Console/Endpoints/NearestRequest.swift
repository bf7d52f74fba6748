internal import Model

/// What came nearest to requests that were expected and did not come.
struct NearestRequest {
    let journal: any JournalServing

    /// The difference in words; nil when there is nothing to compare.
    func words(_ query: JournalQuery) throws(Refusal) -> String? {
        guard let http = query.http else { return nil }
        let candidates = try found(query, nil)
        guard !candidates.isEmpty else { return "no request came at all" }
        let bare = http.withoutConditions
        let alike = try found(query, bare)
        guard alike.isEmpty else { return try failedConditions(query, http, bare, alike) }
        if http.method != nil {
            let others = try found(query, HTTPMatcher(route: http.route))
            if let last = others.last {
                return "the nearest is request \(last.id), \(last.words): another method"
            }
        }
        return nearestPath(to: http, among: candidates).map { "the nearest is request \($0.id), \($0.words)" }
    }

    private func found(_ query: JournalQuery, _ http: HTTPMatcher?) throws(Refusal) -> [JournalEntry] {
        var query = query
        query.http = http
        return try journal.found(query)
    }

    /// Of the requests with the method and the route, the newest of those that fail in the fewest conditions.
    private func failedConditions(
        _ query: JournalQuery,
        _ http: HTTPMatcher,
        _ bare: HTTPMatcher,
        _ alike: [JournalEntry]
    ) throws(Refusal) -> String? {
        var failures: [ExchangeID: [String]] = [:]
        for (place, name, conditions) in http.conditionLists {
            for condition in conditions {
                var single = bare
                single[keyPath: place] = [condition]
                let passing = Set(try found(query, single).map(\.id))
                for entry in alike where !passing.contains(entry.id) {
                    failures[entry.id, default: []].append("\(name) \(condition.words)")
                }
            }
        }
        let nearest = alike.reversed().min { (failures[$0.id]?.count ?? 0) < (failures[$1.id]?.count ?? 0) }
        guard let nearest, let failed = failures[nearest.id] else { return nil }
        return "the nearest is request \(nearest.id), \(nearest.words), which fails: \(failed.joined(separator: "; "))"
    }

    /// Looks at the newest thousand.
    private func nearestPath(to http: HTTPMatcher, among candidates: [JournalEntry]) -> JournalEntry? {
        candidates.suffix(1_000).reversed()
            .min { left, right in
                editDistance(http.route.utf8.prefix(200), left.path.utf8.prefix(200))
                    < editDistance(http.route.utf8.prefix(200), right.path.utf8.prefix(200))
            }
    }
}

extension JournalEntry {
    fileprivate var path: String { RequestTarget(request.head.target).path }
    fileprivate var words: String { "\(request.head.method) \(path)" }
}

extension HTTPMatcher {
    fileprivate var withoutConditions: HTTPMatcher {
        var bare = HTTPMatcher(method: method, route: route)
        (bare.host, bare.scheme, bare.sortsArrays) = (host, scheme, sortsArrays)
        return bare
    }

    fileprivate var conditionLists: [(WritableKeyPath<HTTPMatcher, [Condition]>, String, [Condition])] {
        [
            (\.body, "body", body), (\.query, "query parameter", query), (\.fields, "header", fields),
            (\.pathParameters, "path parameter", pathParameters), (\.cookies, "cookie", cookies),
        ]
    }
}

extension Condition {
    /// `X-A equals 1`.
    fileprivate var words: String {
        switch self {
        case .check(let check):
            let value = check.value.map { " \($0.textValue)" } ?? ""
            return "\(check.path) \(check.action.rawValue)\(value)"
        case .any(let conditions): return "any of (\(conditions.map(\.words).joined(separator: ", ")))"
        case .all(let conditions): return "all of (\(conditions.map(\.words).joined(separator: ", ")))"
        case .not(let condition): return "not (\(condition.words))"
        }
    }
}

extension JournalQuery {
    /// `POST /orders, answered by mock a`.
    var words: String {
        var parts: [String] = []
        if let http {
            parts.append([http.method, http.route].compactMap { $0 }.joined(separator: " "))
            let count =
                http.body.count + http.query.count + http.fields.count + http.pathParameters.count
                + http.cookies.count
            if count > 0 { parts.append(count == 1 ? "one condition" : "\(count) conditions") }
        }
        if let mock { parts.append("answered by mock \(mock)") }
        if isMatched == false { parts.append("matched by no mock") }
        if let status { parts.append("status \(status)") }
        if let namespace { parts.append("namespace \(namespace)") }
        if let run { parts.append("run \(run.rawValue.isEmpty ? "(shared)" : run.rawValue)") }
        if let search { parts.append("with the text \(search)") }
        return parts.isEmpty ? "any request" : parts.joined(separator: ", ")
    }
}
