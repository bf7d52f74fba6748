internal import Model
internal import Storage
internal import Synchronization

/// Tells by its token who calls: `Authorization: Bearer TOKEN`, or `X-API-Key: TOKEN`.
final class AccountAdmission: Admission {
    private let accounts: Accounts
    private let tokens: Tokens
    private let clock: WallClock
    private let counters = Mutex<[String: CallCounter]>([:])

    init(accounts: Accounts, tokens: Tokens, clock: WallClock) {
        (self.accounts, self.tokens, self.clock) = (accounts, tokens, clock)
    }

    func caller(of request: IncomingRequest) throws(Refusal) -> Caller {
        guard let text = Self.token(in: request.head.fields) else { return .nobody }
        guard let token = tokens.token(text), let user = accounts[token.user] else {
            throw .unauthorized(
                "the token opens nothing; it may have been revoked, or the session is over: log in again"
            )
        }
        guard !token.hasExpired(at: clock.now) else {
            let thing = token.kind == .session ? "session" : "token \"\(token.name)\""
            throw .unauthorized("the \(thing) has expired; log in again, or make another token")
        }
        guard user.disabledAt == nil else { throw .unauthorized("the user \"\(user.login)\" is disabled") }
        let limits = TokenLimits(stored: token.limits)
        try count(token, limits)
        try tokens.noteUse(of: token)
        return caller(user, token, limits)
    }

    private func count(_ token: StoredToken, _ limits: TokenLimits) throws(Refusal) {
        let (rates, now) = (limits.rates, clock.now)
        guard !rates.isEmpty else { return }
        try counters.withLock { counters throws(Refusal) in
            try counters[token.id, default: CallCounter()].count(rates, at: now)
        }
    }

    private func caller(_ user: StoredUser, _ token: StoredToken, _ limits: TokenLimits) -> Caller {
        Caller(
            name: user.login,
            user: user.id,
            token: token.id,
            isProgram: token.kind == .api,
            rank: user.isAdmin ? .admin : .user,
            roles: accounts.roles(of: user.id),
            namespace: token.namespace,
            actions: limits.actions
        )
    }

    /// Schemes are compared without case (RFC 9110 §11.1).
    private static func token(in fields: FieldSection) -> String? {
        if let line = fields.first("Authorization") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[0].lowercased() == "bearer" {
                return String(words[1]).trimmed
            }
        }
        return fields.first("X-API-Key").flatMap { $0.isEmpty ? nil : $0.trimmed }
    }
}

extension String {
    /// Without spaces at its ends.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
