/// Who may call an endpoint; each may do what those before it may.
enum Role: Int, Sendable, Comparable {
    /// Everybody, without a name.
    case anyone
    /// Who may look.
    case viewer
    /// Who may change mocks and what belongs to them.
    case editor
    /// Who may change the server.
    case admin

    static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
