/// Who calls the admin API, and what that one may do.
struct Caller: Sendable, Hashable {
    /// The login, as webhooks and the audit log name it; empty for nobody.
    let name: String
    /// The user's id; nil for the single user of a local server, for the server itself and for nobody.
    var user: String?
    /// The session or token that speaks for the user.
    var token: String?
    /// Whether it is a token for programs, which may not make others like itself.
    var isProgram = false
    /// What it may do at most: in every namespace for `admin`; looked up in `roles` for less.
    let rank: Role
    /// What it may do in which namespace, when it is no admin.
    var roles: [String: Role] = [:]
    /// The only namespace that it may touch, and the one that it means when it names none; nil for a caller without such.
    var namespace: String?
    /// The kinds of calls that it may make; nil for all.
    var actions: AllowedActions?

    /// The single user of a server that only this machine reaches.
    static let local = Caller(name: "local", rank: .admin)
    /// The server on its own account.
    static let server = Caller(name: "server", rank: .admin)
    /// Somebody who has not said who.
    static let nobody = Caller(name: "", rank: .anyone)

    /// What it may do in a namespace.
    func role(in namespace: String) -> Role {
        guard self.namespace == nil || self.namespace == namespace else { return .user }
        return rank == .admin ? .owner : roles[namespace] ?? .user
    }

    /// Whether it may do what is for the whole server. A token for one namespace may not, whosever it is.
    var isAdmin: Bool { rank == .admin && namespace == nil }

    /// Refuses unless it has the role in the namespace.
    func check(_ role: Role, in namespace: String) throws(Refusal) {
        guard self.role(in: namespace) < role else { return }
        throw .forbidden(
            "\(words) is not \(role.name) in the namespace \"\(namespace)\"; an owner of it, or an admin, can change that"
        )
    }

    /// Why it may not do what is for the whole server.
    var refusedAsAdmin: Refusal {
        let reason =
            rank == .admin ? "this token is for the namespace \"\(namespace ?? "")\" alone" : "\(words) is no admin"
        return .forbidden("\(reason), and this is for admins of the whole server")
    }

    private var words: String { isProgram ? "the token of \"\(name)\"" : "\"\(name)\"" }
}
