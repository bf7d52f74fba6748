internal import Model
internal import Storage
internal import Synchronization

/// The users of the admin API and what they may do in which namespace. What it says is done is in the database.
///
/// Only the admin queue changes it; the lock is for those who look from elsewhere.
final class Accounts: Sendable {
    private struct Known {
        var users: [StoredUser] = []
        var members: [StoredMember] = []
    }

    private let store: UserStore
    private let clock: WallClock
    private let known = Mutex(Known())

    init(store: UserStore, clock: WallClock) { (self.store, self.clock) = (store, clock) }

    func load() throws(StorageError) {
        let (users, members) = (try store.all(), try store.members())
        known.withLock { $0 = Known(users: users, members: members) }
    }

    /// All users in the order of creation.
    var users: [StoredUser] { known.withLock { $0.users } }

    subscript(id: String) -> StoredUser? { known.withLock { $0.users.first { $0.id == id } } }

    /// The user who logs in under a name.
    func user(login: String) -> StoredUser? {
        let login = login.lowercased()
        return known.withLock { $0.users.first { $0.login == login } }
    }

    /// The user of an id or, since people know those better, of a login.
    ///
    /// - Throws: 404 when there is none.
    func user(_ name: String) throws(Refusal) -> StoredUser {
        guard let user = self[name] ?? user(login: name) else {
            throw .missing("no user \"\(name)\"; GET /api/v1/admin/users lists them")
        }
        return user
    }

    /// Keeps a user, in place of one of the same id.
    ///
    /// - Throws: 409 when the login is another's, or when no admin would be left who can log in.
    func save(_ user: StoredUser) throws(Refusal) {
        if let other = self.user(login: user.login), other.id != user.id {
            throw .conflict("the login \"\(user.login)\" is taken")
        }
        try keepAnAdmin(without: user.id, unless: user.isAdmin && user.disabledAt == nil)
        try storing(try store.save(user))
        known.withLock { known in
            if let place = known.users.firstIndex(where: { $0.id == user.id }) {
                known.users[place] = user
            } else {
                known.users.append(user)
            }
        }
    }

    /// Takes a user away, with memberships.
    func remove(_ id: String) throws(Refusal) {
        try keepAnAdmin(without: id, unless: false)
        try storing(try store.remove(id))
        known.withLock { known in
            known.users.removeAll { $0.id == id }
            known.members.removeAll { $0.user == id }
        }
    }

    private func keepAnAdmin(without id: String, unless staysAdmin: Bool) throws(Refusal) {
        let admins = users.filter { $0.isAdmin && $0.disabledAt == nil }
        guard !staysAdmin, admins.contains(where: { $0.id == id }), admins.count == 1 else { return }
        throw .conflict("this is the last admin who can log in; make another one first")
    }
}

extension Accounts {
    /// The members of a namespace, the first first.
    func members(of namespace: String) -> [(user: StoredUser, role: Role)] {
        known.withLock { known in
            known.members.filter { $0.namespace == namespace }
                .compactMap { member in
                    guard let user = known.users.first(where: { $0.id == member.user }),
                        let role = Role(ofMember: member.role)
                    else { return nil }
                    return (user, role)
                }
        }
    }

    /// What a user may do in which namespace.
    func roles(of user: String) -> [String: Role] {
        known.withLock { known in
            var roles: [String: Role] = [:]
            for member in known.members where member.user == user {
                roles[member.namespace] = Role(ofMember: member.role)
            }
            return roles
        }
    }

    /// Adds a user to a namespace, or gives one who is there another role.
    ///
    /// - Returns: whether the user is new there.
    func add(_ user: StoredUser, to namespace: String, as role: Role) throws(Refusal) -> Bool {
        let old = known.withLock { $0.members.first { $0.namespace == namespace && $0.user == user.id } }
        let addedAt = old?.addedAt ?? clock.now
        let member = StoredMember(namespace: namespace, user: user.id, role: role.name, addedAt: addedAt)
        try storing(try store.save(member))
        known.withLock { known in
            if let place = known.members.firstIndex(where: { $0.namespace == namespace && $0.user == user.id }) {
                known.members[place] = member
            } else {
                known.members.append(member)
            }
        }
        return old == nil
    }

    /// Takes a user out of a namespace; false when the user was not in it.
    func remove(_ user: StoredUser, from namespace: String) throws(Refusal) -> Bool {
        guard roles(of: user.id)[namespace] != nil else { return false }
        try storing(try store.remove(user.id, from: namespace))
        known.withLock { $0.members.removeAll { $0.namespace == namespace && $0.user == user.id } }
        return true
    }

    /// Forgets the members of a namespace that is gone from the database.
    func forget(namespace: String) { known.withLock { $0.members.removeAll { $0.namespace == namespace } } }
}
