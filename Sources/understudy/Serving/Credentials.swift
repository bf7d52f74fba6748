internal import Console
internal import TLS

/// Passwords by scrypt and tokens by SHA-256, of libcrypto.
struct Credentials: CredentialMaking {
    var cost = PasswordHash.Cost.recommended

    func hash(_ password: String) throws(CredentialFailure) -> String {
        do throws(TLSError) { return try PasswordHash(of: password, cost: cost).text } catch {
            throw Self.failure(error)
        }
    }

    func hashOfNobody() throws(CredentialFailure) -> String {
        do throws(TLSError) { return try PasswordHash.ofNobody(cost: cost).text } catch { throw Self.failure(error) }
    }

    func matches(_ password: String, _ hash: String) throws(CredentialFailure) -> Bool {
        guard let hash = PasswordHash(text: hash) else {
            throw CredentialFailure(reason: "the database holds a password's hash that this version does not know")
        }
        do throws(TLSError) { return try hash.matches(password) } catch { throw Self.failure(error) }
    }

    func randomBytes(_ count: Int) throws(CredentialFailure) -> [UInt8] {
        do throws(TLSError) { return try SecureRandom.bytes(count) } catch { throw Self.failure(error) }
    }

    func digest(_ token: [UInt8]) -> [UInt8] { Digest.sha256(token) }

    private static func failure(_ error: TLSError) -> CredentialFailure {
        CredentialFailure(reason: "libcrypto could not do it: \(error)")
    }
}
