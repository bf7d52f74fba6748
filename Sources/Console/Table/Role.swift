/// Who may call an endpoint; each may do what those before it may.
enum Role: Int, Sendable, Comparable, CaseIterable {
    /// Everybody, without a name.
    case anyone
    /// Everybody who is logged in.
    case user
    /// Who may look into a namespace.
    case viewer
    /// Who may change a namespace's mocks and what belongs to them.
    case editor
    /// Who may say who else may do what in a namespace.
    case owner
    /// Who may do everything, in all namespaces and to the server.
    case admin

    static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }

    /// As documents and answers spell it.
    var name: String { "\(self)" }

    /// Those that a user can have in a namespace.
    static let ofMembers: [Role] = [.viewer, .editor, .owner]

    /// Reads the role of a member; some clients say `admin` for the highest one.
    init?(ofMember name: String) {
        guard let role = Self.ofMembers.first(where: { $0.name == name || name == "admin" && $0 == .owner }) else {
            return nil
        }
        self = role
    }

    /// Whether what it may is looked up for each namespace.
    var isOfNamespace: Bool { Self.ofMembers.contains(self) }
}
