internal import Console
internal import Model
internal import Synchronization
internal import TLS

/// The root certificate that sessions sign leaves with: the one that the server was started with, until a new one is made.
final class SessionRoot: RootServing {
    private let folder: String
    private let served: CertificateAuthority
    private let newest: Mutex<CertificateAuthority>

    /// - Parameter served: the root whose leaves the server's own port shows.
    init(folder: String, served: CertificateAuthority) {
        (self.folder, self.served) = (folder, served)
        newest = Mutex(served)
    }

    /// What a session that is started now signs with.
    var authority: CertificateAuthority { newest.withLock { $0 } }

    var root: RootFacts { facts(of: authority) }

    func renew() throws(RecorderRefusal) -> RootFacts {
        do throws(TLSError) {
            let made = try CertificateAuthority.renew(in: folder)
            newest.withLock { $0 = made }
            return facts(of: made)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func facts(of authority: CertificateAuthority) -> RootFacts {
        RootFacts(
            pem: authority.rootPEM,
            der: authority.rootDER,
            fingerprint: Digest.sha256(authority.rootDER).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            life: Timestamp(
                seconds: Int64(authority.rootLife.lowerBound)
            )...Timestamp(seconds: Int64(authority.rootLife.upperBound)),
            isServed: authority === served
        )
    }
}
