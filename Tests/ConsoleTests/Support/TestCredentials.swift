import Synchronization
import TLS

@testable import Console

/// Real scrypt at a cost that no test notices, and a count of how often it was asked.
final class TestCredentials: CredentialMaking {
    private let count = Mutex(0)

    /// How many passwords were hashed or compared.
    var hashCount: Int { count.withLock { $0 } }

    private static let cost = PasswordHash.Cost(logN: 2, blockSize: 1, parallelization: 1)

    func hashOfNobody() throws(CredentialFailure) -> String {
        do throws(TLSError) { return try PasswordHash.ofNobody(cost: Self.cost).text } catch {
            throw CredentialFailure(reason: "\(error)")
        }
    }

    func hash(_ password: String) throws(CredentialFailure) -> String {
        count.withLock { $0 += 1 }
        do throws(TLSError) { return try PasswordHash(of: password, cost: Self.cost).text } catch {
            throw CredentialFailure(reason: "\(error)")
        }
    }

    func matches(_ password: String, _ hash: String) throws(CredentialFailure) -> Bool {
        count.withLock { $0 += 1 }
        guard let hash = PasswordHash(text: hash) else { throw CredentialFailure(reason: "no hash: \(hash)") }
        do throws(TLSError) { return try hash.matches(password) } catch { throw CredentialFailure(reason: "\(error)") }
    }

    func randomBytes(_ count: Int) throws(CredentialFailure) -> [UInt8] {
        do throws(TLSError) { return try SecureRandom.bytes(count) } catch {
            throw CredentialFailure(reason: "\(error)")
        }
    }

    func digest(_ token: [UInt8]) -> [UInt8] { Digest.sha256(token) }
}
