internal import Logging
internal import Model
internal import Storage

/// The parts of the admin API that know who calls, put together.
struct AccessParts: Sendable {
    let accounts: Accounts
    let tokens: Tokens
    let trail: AuditTrail
    /// Who comes in, and what is noted of it.
    let entrance: AdminResponder.Entrance
    let logger: Logger
    private let events: EventWebhooks
    private let changes: UserChanges
    private let auth: AuthEndpoints
    private let users: UserEndpoints
    private let identifiers: Identifiers
    private let credentials: any CredentialMaking
    private let clock: WallClock

    init(
        _ access: ConsoleAccess,
        _ database: DatabaseFile,
        _ events: EventWebhooks,
        _ queue: AdminQueue,
        _ clock: WallClock,
        _ identifiers: Identifiers
    ) {
        (logger, credentials, self.events) = (access.logger, access.credentials, events)
        (self.identifiers, self.clock) = (identifiers, clock)
        accounts = Accounts(store: UserStore(database), clock: clock)
        tokens = Tokens(
            store: TokenStore(database),
            credentials: access.credentials,
            identifiers: identifiers,
            clock: clock
        )
        trail = AuditTrail(store: AuditStore(database), clock: clock, logger: access.logger)
        let passwords = PasswordQueue(access.credentials)
        let logins = Logins(
            accounts: accounts,
            tokens: tokens,
            passwords: passwords,
            trail: trail,
            queue: queue,
            clock: clock
        )
        changes = UserChanges(
            accounts: accounts,
            tokens: tokens,
            logins: logins,
            passwords: passwords,
            events: events,
            queue: queue,
            clock: clock
        )
        auth = AuthEndpoints(accounts: accounts, tokens: tokens, logins: logins, changes: changes)
        users = UserEndpoints(accounts: accounts, changes: changes, identifiers: identifiers, clock: clock)
        entrance =
            switch access.mode {
            case .local(let origins): AdminResponder.Entrance(origins: origins, trail: trail)
            case .accounts:
                AdminResponder.Entrance(
                    admission: AccountAdmission(accounts: accounts, tokens: tokens, clock: clock),
                    trail: trail
                )
            }
    }

    func load() throws(StorageError) {
        try accounts.load()
        try tokens.load()
    }

    /// - Parameter others: the rest of the table, whose endpoints a token may be restricted to.
    func endpoints(besides others: [Endpoint]) -> [Endpoint] {
        let own =
            (auth.table + users.table).in(.accounts)
            + MemberEndpoints(accounts: accounts, events: events).table.in(.namespaces)
            + AuditEndpoints(store: trail.store).table.in(.accounts)
        let names = Set((others + own).map(\.name))
        let tokens = TokenEndpoints(accounts: accounts, tokens: tokens, clock: clock, endpointNames: names)
        return own + tokens.table.in(.accounts)
    }

    /// Makes an admin at start, on the thread that calls.
    func addFirstAdmin(login: String, password: String) throws(Refusal) {
        let hash: String
        let password = try PasswordRule.check(password)
        do throws(CredentialFailure) { hash = try credentials.hash(password) } catch {
            throw Refusal(status: 503, code: "unavailable", reason: error.reason)
        }
        let new = UserChanges.NewUser(
            id: identifiers.next(),
            login: login.lowercased(),
            name: login,
            email: "",
            isAdmin: true
        )
        _ = try changes.made(new, hash: hash, by: .server)
    }
}
