internal import Model
internal import Storage

/// What admins do to users. Each change is told to the server's webhooks once it is in the database.
struct UserChanges: Sendable {
    let accounts: Accounts
    let tokens: Tokens
    let logins: Logins
    let passwords: PasswordQueue
    let events: EventWebhooks
    let queue: AdminQueue
    let clock: WallClock

    /// What is to be known of a new user.
    struct NewUser: Sendable {
        let id: String
        let login: String
        let name: String
        let email: String
        let isAdmin: Bool
    }

    /// Makes a user, once the password is hashed.
    func make(
        _ new: NewUser,
        password: String,
        by caller: Caller,
        _ done: @escaping @Sendable (Result<StoredUser, Refusal>) -> Void
    ) {
        passwords.hash(password) { [self] result in
            queue.run {
                do throws(Refusal) { done(.success(try made(new, hash: try result.get(), by: caller))) } catch {
                    done(.failure(error))
                }
            }
        }
    }

    /// Makes a user whose password is hashed already.
    func made(_ new: NewUser, hash: String, by caller: Caller) throws(Refusal) -> StoredUser {
        guard accounts[new.id] == nil else { throw .conflict("the user \"\(new.id)\" exists") }
        let user = StoredUser(
            id: new.id,
            login: new.login,
            name: new.name,
            email: new.email,
            isAdmin: new.isAdmin,
            password: hash,
            createdAt: clock.now
        )
        try accounts.save(user)
        tell(.userCreate, user, by: caller)
        return user
    }

    /// Changes a user; sessions and tokens of one who is disabled open nothing any more.
    func change(_ user: StoredUser, by caller: Caller) throws(Refusal) -> StoredUser {
        var user = user
        user.updatedAt = clock.now
        try accounts.save(user)
        tell(.userUpdate, user, by: caller)
        return user
    }

    /// Takes a user away, with memberships, sessions and tokens.
    func remove(_ user: StoredUser, by caller: Caller) throws(Refusal) {
        try accounts.remove(user.id)
        try tokens.remove { $0.user == user.id }
        tell(.userDelete, user, by: caller)
    }

    /// Sets a password and ends the user's sessions.
    func setPassword(
        _ password: String,
        of id: String,
        by caller: Caller,
        _ request: ExchangeID,
        _ done: @escaping @Sendable (Answer) -> Void
    ) {
        passwords.hash(password) { [self] result in
            queue.run {
                do throws(Refusal) {
                    try set(try result.get(), of: id, by: caller)
                    done(.done("password set; sessions of the user have ended"))
                } catch {
                    done(.refusal(error, request))
                }
            }
        }
    }

    private func set(_ hash: String, of id: String, by caller: Caller) throws(Refusal) {
        var user = try accounts.user(id)
        (user.password, user.updatedAt) = (hash, clock.now)
        try accounts.save(user)
        try tokens.remove { $0.kind == .session && $0.user == user.id }
        logins.forgive(user.login)
        tell(.userPasswordSet, user, by: caller)
    }

    private func tell(_ operation: EventOperation, _ user: StoredUser, by caller: Caller) {
        events.fire(operation, by: caller, subject: user.login, ["user": user.json(accounts.roles(of: user.id))])
    }
}
