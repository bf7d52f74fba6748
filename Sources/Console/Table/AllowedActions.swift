/// What kinds of calls a token may make: `read`, `write`, `manage`, or single endpoints, `POST /api/v1/mocks`.
struct AllowedActions: Sendable, Hashable {
    let names: [String]

    /// - Parameter endpoints: what may be named besides the kinds.
    init(_ names: [String], among endpoints: Set<String>) throws(Refusal) {
        for name in names where !Self.kinds.contains(name) && !endpoints.contains(name) {
            throw .invalid(
                """
                "allowed_actions" holds "\(name)"; it may hold \(Self.kinds.joined(separator: ", ")), and endpoints as \
                docs/roles.md spells them, such as POST /api/v1/mocks
                """
            )
        }
        self.names = names
    }

    /// Those that the database has, which were checked when they came.
    init(stored names: [String]) { self.names = names }

    private static let kinds = ["read", "write", "manage"]

    /// Refuses an endpoint that is not among them.
    func check(_ endpoint: Endpoint) throws(Refusal) {
        let kind = Self.kind(of: endpoint.role)
        guard !names.contains(kind), !names.contains(endpoint.name) else { return }
        throw .forbidden(
            "this token may do \(names.joined(separator: ", ")); \(endpoint.name) needs \(kind), or its own name among them"
        )
    }

    private static func kind(of role: Role) -> String {
        switch role {
        case .anyone, .user, .viewer: "read"
        case .editor: "write"
        case .owner, .admin: "manage"
        }
    }
}
