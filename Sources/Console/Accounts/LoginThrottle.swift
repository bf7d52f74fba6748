internal import Model

/// Bounds how often a password may be guessed: for one account, and from one address. What it refuses costs no hash.
///
/// An attempt counts when it begins, so that many at once are no way around; one that succeeds is given back.
struct LoginThrottle: Sendable {
    /// Failed attempts in `window` that an account, and an address, have.
    static let (perAccount, perAddress) = (10, 50)
    /// How long a failed attempt counts.
    static let window = Duration.seconds(600)
    /// How many accounts and addresses are remembered; names that nobody has count too, and must not fill the memory.
    private static let most = 20_000

    private struct Failures {
        var count: Int
        let since: Timestamp
    }

    private enum Key: Hashable { case account(String), address(String) }

    private var failures: [Key: Failures] = [:]

    /// Counts an attempt, unless it is one too many.
    ///
    /// - Throws: 429 with the time until the next one is taken.
    mutating func begin(_ login: String, from client: String, at now: Timestamp) throws(Refusal) {
        try check(.account(login.lowercased()), Self.perAccount, "for this account", now)
        try check(.address(ClientAddress.group(of: client)), Self.perAddress, "from this address", now)
        count(.account(login.lowercased()), now)
        count(.address(ClientAddress.group(of: client)), now)
    }

    /// Takes an attempt as one that succeeded: the account's failures are forgotten, the address has this one back.
    mutating func succeeded(_ login: String, from client: String) {
        forgive(login)
        failures[.address(ClientAddress.group(of: client))]?.count -= 1
    }

    /// Forgets the failures of an account.
    mutating func forgive(_ login: String) { failures[.account(login.lowercased())] = nil }

    private func check(_ key: Key, _ most: Int, _ words: String, _ now: Timestamp) throws(Refusal) {
        guard let known = failures[key], now - known.since < Self.window, known.count >= most else { return }
        throw .tooMany(
            "too many attempts to log in \(words); wait, or let an admin set the password anew",
            retryAfter: Self.window - (now - known.since)
        )
    }

    private mutating func count(_ key: Key, _ now: Timestamp) {
        if let known = failures[key], now - known.since < Self.window {
            failures[key]?.count += 1
            return
        }
        if failures.count >= Self.most { forgetOld(now) }
        failures[key] = Failures(count: 1, since: now)
    }

    /// Lets go of what no longer counts; when all still does, of the older half.
    private mutating func forgetOld(_ now: Timestamp) {
        failures = failures.filter { now - $0.value.since < Self.window }
        guard failures.count >= Self.most else { return }
        let middle = failures.values.map(\.since).sorted()[failures.count / 2]
        failures = failures.filter { $0.value.since > middle }
    }
}
