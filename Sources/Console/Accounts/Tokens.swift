internal import Model
internal import Storage
internal import Synchronization

/// The sessions and tokens that open the admin API. They are known by their SHA-256 only, so that neither the database nor a
/// look at the memory gives one out.
///
/// A token is found by its hash. How long that takes says something about hashes at most, which nobody can work back from,
/// since a token is 256 random bits.
final class Tokens: Sendable {
    /// How long somebody stays logged in.
    static let sessionLife = Duration.seconds(12 * 3_600)
    /// How many sessions, and how many tokens, a user has at most.
    static let (mostSessions, mostTokens) = (100, 1_000)
    /// How often it is noted at most that a token was used.
    private static let notePause = Duration.seconds(60)

    private let store: TokenStore
    private let credentials: any CredentialMaking
    private let identifiers: Identifiers
    private let clock: WallClock
    private let known = Mutex<[[UInt8]: StoredToken]>([:])

    init(store: TokenStore, credentials: any CredentialMaking, identifiers: Identifiers, clock: WallClock) {
        (self.store, self.credentials) = (store, credentials)
        (self.identifiers, self.clock) = (identifiers, clock)
    }

    func load() throws(StorageError) {
        let stored = try store.all()
        known.withLock { known in for token in stored { known[token.sha256] = token } }
    }

    /// Makes a token.
    ///
    /// - Returns: what is kept, and the token itself, which is never to be had again.
    func make(
        _ kind: StoredToken.Kind,
        for user: StoredUser,
        name: String,
        _ limit: (inout StoredToken) -> Void
    ) throws(Refusal) -> (kept: StoredToken, text: String) {
        let text = try secret(kind)
        var token = StoredToken(
            id: identifiers.next(),
            sha256: credentials.digest(Array(text.utf8)),
            kind: kind,
            user: user.id,
            name: name,
            hint: String(text.prefix(7)),
            createdAt: clock.now
        )
        limit(&token)
        try storing(try store.save(token))
        known.withLock { $0[token.sha256] = token }
        return (token, text)
    }

    /// `mk_` as clients of Mockarty know it, `ms_` for a session, and 64 hexadecimal digits.
    private func secret(_ kind: StoredToken.Kind) throws(Refusal) -> String {
        do throws(CredentialFailure) {
            let digits = try credentials.randomBytes(32).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            return (kind == .api ? "mk_" : "ms_") + digits.joined()
        } catch {
            throw Refusal(status: 503, code: "unavailable", reason: error.reason)
        }
    }

    /// The token of this text, expired or not.
    func token(_ text: String) -> StoredToken? {
        let digest = credentials.digest(Array(text.utf8))
        return known.withLock { $0[digest] }
    }

    /// Those of a user of one kind, in the order of creation.
    func all(_ kind: StoredToken.Kind, of user: String) -> [StoredToken] {
        known.withLock { $0.values.filter { $0.kind == kind && $0.user == user } }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Takes those away that are meant.
    func remove(where isMeant: (StoredToken) -> Bool) throws(Refusal) {
        let gone = known.withLock { $0.values.filter(isMeant) }
        guard !gone.isEmpty else { return }
        try storing(try store.remove(gone.map(\.id)))
        known.withLock { known in for token in gone { known[token.sha256] = nil } }
    }

    /// Forgets those for a namespace that is gone from the database.
    func forget(namespace: String) {
        known.withLock { known in known = known.filter { $0.value.namespace != namespace } }
    }

    /// Lets go of sessions that have expired, and of the oldest ones of a user who has too many. Tokens stay, since people
    /// ask why one does not open any more.
    func makeRoomForSession(of user: StoredUser) throws(Refusal) {
        let now = clock.now
        let old = Set(all(.session, of: user.id).dropLast(Self.mostSessions - 1).map(\.id))
        try remove { $0.kind == .session && ($0.hasExpired(at: now) || old.contains($0.id)) }
    }

    /// Notes that a token was used, now and then.
    func noteUse(of token: StoredToken) throws(Refusal) {
        let now = clock.now
        if let last = token.lastUsedAt, now - last < Self.notePause { return }
        var used = token
        used.lastUsedAt = now
        try storing(try store.save(used))
        known.withLock { known in if known[used.sha256] != nil { known[used.sha256] = used } }
    }
}

extension StoredToken {
    /// Whether it opens nothing any more.
    func hasExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }
}
