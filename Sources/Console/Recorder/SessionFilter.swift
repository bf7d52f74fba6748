public import Model

/// What a session keeps of the traffic. What is not kept passes all the same.
public struct SessionFilter: Sendable, Hashable {
    /// Paths that are kept, `*` for anything; empty for all.
    public var includedPaths: [String]
    /// Paths that are not kept, though they are among the others.
    public var excludedPaths: [String]
    /// Methods that are kept, in upper case; empty for all.
    public var methods: Set<String>
    /// Whether bodies are kept.
    public var keepsBodies: Bool
    /// Whether fields are kept.
    public var keepsFields: Bool
    /// After so many exchanges nothing more is kept; nil for no end.
    public var limit: Int?

    /// Whether a request is kept, as far as its method and its target say.
    public func keeps(_ request: RequestHead) -> Bool {
        if !methods.isEmpty, !methods.contains(request.method.uppercased()) { return false }
        guard !includedPaths.isEmpty || !excludedPaths.isEmpty else { return true }
        let path = RequestTarget(request.target).path
        if excludedPaths.contains(where: { PathGlob.matches($0, path) }) { return false }
        return includedPaths.isEmpty || includedPaths.contains { PathGlob.matches($0, path) }
    }

    /// The exchange with what is kept of it.
    public func reduced(_ exchange: Exchange) -> Exchange {
        guard !keepsBodies || !keepsFields else { return exchange }
        var exchange = exchange
        if !keepsBodies { exchange.requestBody.bytes = [] }
        if !keepsFields { exchange.request.fields = [] }
        switch exchange.outcome {
        case .response(let response): exchange.outcome = .response(reduced(response))
        case .failure(let failure, let partial): exchange.outcome = .failure(failure, partial: partial.map(reduced))
        }
        return exchange
    }

    private func reduced(_ response: Exchange.Response) -> Exchange.Response {
        var response = response
        if !keepsBodies { response.body.bytes = [] }
        if !keepsFields { response.head.fields = [] }
        return response
    }
}

extension SessionFilter {
    /// Reads `filters`, and the names at the top that clients use for the same.
    init(_ members: Members) throws(Refusal) {
        let inner = try members.members("filters") ?? Members(JSONObject())
        let atTop = try (members.texts("filterPaths"), members.texts("excludePaths"), members.texts("filterMethods"))
        includedPaths = try inner.texts("includePaths") ?? atTop.0 ?? []
        excludedPaths = try inner.texts("excludePaths") ?? atTop.1 ?? []
        methods = Set((try inner.texts("methods") ?? atTop.2 ?? []).map { $0.uppercased() })
        keepsBodies = try members.flag("captureBody") ?? true
        keepsFields = try members.flag("captureHeaders") ?? true
        let most = try members.integer("maxEntries") ?? 0
        limit = most == 0 ? nil : most
    }
}

/// Paths with `*` for anything.
enum PathGlob {
    /// Whether the whole path is as the pattern says. A pattern without `*` stands for the path and all below it, as
    /// `/api` for `/api/users`.
    static func matches(_ pattern: String, _ path: String) -> Bool {
        guard pattern.utf8.contains(0x2A) else {
            return path == pattern || path.hasPrefix(pattern.hasSuffix("/") ? pattern : pattern + "/")
        }
        return matches(Array(pattern.utf8), Array(path.utf8))
    }

    /// Goes back to the last star only: the earlier ones have taken as little as they could.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        var (place, position) = (0, 0)
        var star: (place: Int, position: Int)?
        while position < path.count {
            if place < pattern.count, pattern[place] == 0x2A {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == path[position] {
                (place, position) = (place + 1, position + 1)
            } else if let last = star {
                star = (last.place, last.position + 1)
                (place, position) = (last.place + 1, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == 0x2A }
    }
}
