internal import Model

/// Exchanges that one route may answer: same method, origin and shape of the path.
struct RouteGroup {
    let method: String
    let origin: Origin
    /// The path's segments as sent; nil for one that differs and becomes a parameter.
    let pattern: [String?]
    let endsWithSlash: Bool
    /// In order of their ids.
    var samples: [Sample]
    /// The list of things that its answers show.
    var list: ListUse?
    /// The lists to which the things belong that it changes.
    var listTargets: [ListTarget] = []
    /// What all its requests have in common besides the path, where one path serves many purposes.
    var conditions: [(part: Decider.Part, condition: Condition)] = []
    /// Whether its requests change nothing though their method may: a query of GraphQL, `GetOrder` of RPC.
    var onlyAsks = false
    /// Whether its requests take away what they name though their method does not say so: `DeleteItem` of RPC.
    var removes = false
    /// Whether its answers say something new though its requests change nothing: what a job ends with.
    var makesAnswers = false

    /// What reads the thing that its requests name; empty where they name none.
    var store = ""
    /// Collections whose things have their ids from their owner.
    var ownedCollections: Set<String> = []

    /// Names of the parameters by segment: `id`, or after the collection before it where there are several.
    var parameters: [Int: String] {
        let places = pattern.indices.filter { pattern[$0] == nil }
        if places.count == 1 { return [places[0]: "id"] }
        var result: [Int: String] = [:]
        for place in places {
            let collection = place > 0 ? pattern[place - 1] : nil
            var name = collection.map(Self.singular) ?? ""
            name = name.isEmpty ? "part\(place)" : "\(name)Id"
            result[place] = result.values.contains(name) ? "\(name)\(place)" : name
        }
        return result
    }

    /// `lines` as `line`.
    static func singular(_ word: String) -> String {
        var word = String(word.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        if word.hasSuffix("ies"), word.count > 4 {
            word = word.dropLast(3) + "y"
        } else if word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 2 {
            word.removeLast()
        }
        return word
    }

    /// As a mock's route.
    var route: String {
        let names = parameters
        let path = pattern.enumerated().map { index, segment in segment ?? ":\(names[index] ?? "id")" }
        return PathSegments.joined(path) + (endsWithSlash || pattern.isEmpty ? "/" : "")
    }

    /// The last word of the route that is no parameter: what the things are called.
    var collection: String { pattern.compactMap(\.self).last { !PathSegments.isEnding($0) } ?? "root" }

    /// One group for each path as it was sent.
    func exact() -> [RouteGroup] {
        var order: [String] = []
        var byPath: [String: [Sample]] = [:]
        for sample in samples {
            let path = RequestTarget(sample.exchange.request.target).path
            if byPath[path] == nil { order.append(path) }
            byPath[path, default: []].append(sample)
        }
        return order.map { path in
            RouteGroup(
                method: method,
                origin: origin,
                pattern: PathSegments.of(path),
                endsWithSlash: path.hasSuffix("/"),
                samples: byPath[path] ?? [],
                conditions: conditions
            )
        }
    }

    var isParametrised: Bool { pattern.contains(nil) }
}

/// Sorts exchanges into groups that may share a route.
struct RouteGrouping {
    private struct Key: Hashable {
        var origin: Origin
        var method: String
        var count: Int
        var endsWithSlash: Bool
        var shape: [String?]
    }

    /// Which segments name things.
    let shapes: PathShapes
    /// Whether every path stands for itself.
    let isExact: Bool

    /// The groups, ordered by host, route and method.
    func groups(_ samples: [Sample]) -> [RouteGroup] {
        var groups: [Key: RouteGroup] = [:]
        for sample in samples {
            let path = RequestTarget(sample.exchange.request.target).path
            let raw = PathSegments.of(path)
            let shape = isExact ? raw : shapes.shape(of: sample.exchange)
            let key = Key(
                origin: sample.exchange.origin,
                method: sample.exchange.request.method,
                count: raw.count,
                endsWithSlash: path.hasSuffix("/"),
                shape: shape
            )
            if groups[key] == nil {
                groups[key] = RouteGroup(
                    method: key.method,
                    origin: key.origin,
                    pattern: shape,
                    endsWithSlash: key.endsWithSlash,
                    samples: []
                )
            }
            groups[key]?.samples.append(sample)
        }
        let sorted = groups.values.sorted(by: Self.isBefore)
        return isExact ? sorted : sorted.flatMap { Purposes($0)?.split($0) ?? [$0] }
    }

    static func isBefore(_ left: RouteGroup, _ right: RouteGroup) -> Bool {
        (left.origin.description, left.route, left.method) < (right.origin.description, right.route, right.method)
    }
}
