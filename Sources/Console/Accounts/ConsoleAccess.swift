public import Logging

/// Why a password cannot be hashed or compared: the machine lacks the memory or the entropy for it.
public struct CredentialFailure: Error, Sendable, Hashable {
    /// In words for the one who runs the server.
    public var reason: String

    /// A failure.
    public init(reason: String) { self.reason = reason }
}

/// Makes and compares what opens the admin API.
public protocol CredentialMaking: Sendable {
    /// What a database keeps of a password. Blocks for some tenths of a second.
    func hash(_ password: String) throws(CredentialFailure) -> String
    /// A hash that no password has, made without hashing.
    func hashOfNobody() throws(CredentialFailure) -> String
    /// Whether a hash is of this password. Blocks likewise, and takes equally long for both answers.
    func matches(_ password: String, _ hash: String) throws(CredentialFailure) -> Bool
    /// Bytes that nobody can guess.
    func randomBytes(_ count: Int) throws(CredentialFailure) -> [UInt8]
    /// The SHA-256 of a token.
    func digest(_ token: [UInt8]) -> [UInt8]
}

/// Who may come in, and what is asked of them.
public struct ConsoleAccess: Sendable {
    /// How the server tells who calls.
    public enum Mode: Sendable {
        /// There is one user, who may do everything and says no token; the guard keeps web pages out. Only for servers that
        /// nobody but their own machine reaches.
        case local(WebOriginGuard)
        /// Users log in or send tokens.
        case accounts
    }

    /// How the server tells who calls.
    public var mode: Mode
    /// Makes and compares passwords and tokens.
    public var credentials: any CredentialMaking
    /// Hears of an audit log that cannot be written.
    public var logger: Logger

    /// Access in a mode.
    public init(mode: Mode, credentials: any CredentialMaking, logger: Logger) {
        (self.mode, self.credentials, self.logger) = (mode, credentials, logger)
    }
}
