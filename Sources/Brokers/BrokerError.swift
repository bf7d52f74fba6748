/// Why a message did not get to its broker.
public struct BrokerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Names the thing, the reason and, where there is one, the way out; never a password.
    public let reason: String
    /// Whether the same message may be taken when it is sent again: false for what only an edit can change.
    public let mayRetry: Bool

    /// The reason.
    public var description: String { reason }

    /// A file of trusted certificates that is not there, and the setting that names it.
    static func unreadable(_ file: BrokerOptions.TrustedFile) -> BrokerError {
        BrokerError(
            "the file of trusted certificates \(file.path) cannot be read; check \(file.setting)",
            mayRetry: false
        )
    }

    init(_ reason: String, mayRetry: Bool = true) { (self.reason, self.mayRetry) = (reason, mayRetry) }
}
