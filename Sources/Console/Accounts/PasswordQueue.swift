internal import Dispatch
internal import Synchronization

/// Where passwords are hashed and compared: one after the other, since each takes 128 MiB and some tenths of a second, on a
/// thread that nobody else waits for.
final class PasswordQueue: Sendable {
    /// How many may wait.
    private static let most = 16

    private let credentials: any CredentialMaking
    private let queue = DispatchQueue(label: "understudy.passwords")
    private let waiting = Mutex(0)

    init(_ credentials: any CredentialMaking) { self.credentials = credentials }

    /// Hashes a new password.
    func hash(_ password: String, _ done: @escaping @Sendable (Result<String, Refusal>) -> Void) {
        run(done) { [credentials] () throws(CredentialFailure) in try credentials.hash(password) }
    }

    /// Whether a hash is of this password; nil stands for the hash of a login that nobody has, which takes as long.
    func matches(_ password: String, _ hash: String?, _ done: @escaping @Sendable (Result<Bool, Refusal>) -> Void) {
        run(done) { [credentials] () throws(CredentialFailure) in
            if let hash { return try credentials.matches(password, hash) }
            return try credentials.matches(password, credentials.hashOfNobody())
        }
    }

    private func run<Value: Sendable>(
        _ done: @escaping @Sendable (Result<Value, Refusal>) -> Void,
        _ work: @escaping @Sendable () throws(CredentialFailure) -> Value
    ) {
        let hasRoom = waiting.withLock { waiting in
            guard waiting < Self.most else { return false }
            waiting += 1
            return true
        }
        guard hasRoom else {
            return done(.failure(.tooMany("too many people log in at this moment", retryAfter: .seconds(5))))
        }
        queue.async { [self] in
            let result: Result<Value, Refusal>
            do throws(CredentialFailure) { result = .success(try work()) } catch {
                result = .failure(Refusal(status: 503, code: "unavailable", reason: error.reason))
            }
            waiting.withLock { $0 -= 1 }
            done(result)
        }
    }
}

/// What a password must be like.
enum PasswordRule {
    /// Eight characters and more (NIST SP 800-63B §5.1.1.2), and no more than anybody types.
    static func check(_ password: String) throws(Refusal) -> String {
        guard password.count >= 8, password.utf8.count <= 1_024 else {
            throw .invalid("a password needs at least 8 characters, and at most 1,024 bytes")
        }
        return password
    }
}
