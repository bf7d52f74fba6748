internal import Model
internal import Storage
internal import Synchronization

/// Lets people in who know a password.
final class Logins: Sendable {
    private let accounts: Accounts
    private let tokens: Tokens
    private let passwords: PasswordQueue
    private let trail: AuditTrail
    private let queue: AdminQueue
    private let clock: WallClock
    private let throttle = Mutex(LoginThrottle())

    init(
        accounts: Accounts,
        tokens: Tokens,
        passwords: PasswordQueue,
        trail: AuditTrail,
        queue: AdminQueue,
        clock: WallClock
    ) {
        (self.accounts, self.tokens, self.passwords) = (accounts, tokens, passwords)
        (self.trail, self.queue, self.clock) = (trail, queue, clock)
    }

    /// A session that was begun.
    struct Session: Sendable {
        let user: StoredUser
        let token: String
        let expiresAt: Timestamp
    }

    /// An attempt, and where it came from.
    struct Attempt: Sendable {
        let login: String
        let password: String
        let client: String
        let request: ExchangeID
    }

    /// Begins a session, or says that login and password do not go together, without saying which of both is wrong.
    func begin(_ attempt: Attempt, _ done: @escaping @Sendable (Result<Session, Refusal>) -> Void) {
        let user = accounts.user(login: attempt.login)
        verify(attempt, user) { [self] result in
            guard case .failure(let refusal) = result, refusal.status == 429 else {
                return queue.run { [self] in done(finished(attempt, user, result)) }
            }
            // What was not looked at leaves no trace, or a flood would wash the others away.
            done(.failure(refusal))
        }
    }

    /// Whether the password is a user's; of nobody's it is not. What is one attempt too many is refused before any hash.
    func verify(_ attempt: Attempt, _ user: StoredUser?, _ done: @escaping @Sendable (Result<Bool, Refusal>) -> Void) {
        let now = clock.now
        do throws(Refusal) {
            try throttle.withLock { throttle throws(Refusal) in
                try throttle.begin(attempt.login, from: attempt.client, at: now)
            }
        } catch {
            return done(.failure(error))
        }
        passwords.matches(attempt.password, user?.password) { [self] result in
            if case .success(true) = result { throttle.withLock { $0.succeeded(attempt.login, from: attempt.client) } }
            done(result)
        }
    }

    /// Forgets the failed attempts of an account, whose password was set anew.
    func forgive(_ login: String) { throttle.withLock { $0.forgive(login) } }

    /// On the admin queue: the user may have been disabled, or have got another password, while this one was compared.
    private func finished(
        _ attempt: Attempt,
        _ asked: StoredUser?,
        _ result: Result<Bool, Refusal>
    ) -> Result<Session, Refusal> {
        let user = asked.flatMap { accounts[$0.id] }
        do throws(Refusal) {
            guard try result.get(), let user, user.disabledAt == nil, user.password == asked?.password else {
                throw .unauthorized("the login or the password is wrong, or the user is disabled")
            }
            let session = try session(of: user)
            trail.noteLogin(user.login, attempt.request, from: attempt.client, 200)
            return .success(session)
        } catch {
            trail.noteLogin(user?.login ?? "", attempt.request, from: attempt.client, error.status)
            return .failure(error)
        }
    }

    private func session(of user: StoredUser) throws(Refusal) -> Session {
        try tokens.makeRoomForSession(of: user)
        let (now, end) = (clock.now, clock.now + Tokens.sessionLife)
        let made = try tokens.make(.session, for: user, name: "session") { $0.expiresAt = end }
        var user = user
        user.lastLoginAt = now
        try accounts.save(user)
        return Session(user: user, token: made.text, expiresAt: end)
    }
}
