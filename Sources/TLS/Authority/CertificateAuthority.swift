internal import Glibc

/// Our own authority: a root that clients are told to trust, and the leaves that it signs for the names they ask for.
public final class CertificateAuthority: Sendable {
    /// The root's certificate as PEM.
    public let rootPEM: String
    /// The root's certificate as DER (X.690).
    public let rootDER: [UInt8]
    /// The file that holds it.
    public let certificatePath: String

    private struct LeafKey: Hashable {
        let host: HostName
        let alpn: [String]
    }

    private struct Leaf {
        let context: ServerTLSContext
        /// Seconds since the epoch; a day before it ends.
        let freshUntil: Int
    }

    private let root: Root
    private let leafKey: KeyPair
    private let leaves = LeafCache<LeafKey, Leaf>(limit: 4_096)

    /// Reads the root in a folder (`root.pem`, `root.key`), or makes both, and the folder, where there are none: ECDSA
    /// on P-256, ten years, `CN=Understudy root (HOST, DATE)`, the key file for its owner alone. Processes that do so
    /// at the same time end with the same root. Throws where a file cannot be read, is open to others, is not a root,
    /// or does not belong to the other.
    public static func loadOrCreate(in directory: String) throws(TLSError) -> CertificateAuthority {
        let folder = RootFolder(path: directory)
        return try CertificateAuthority(folder.loadOrCreate(at: time(nil)), certificatePath: folder.certificatePath)
    }

    /// Makes a new root in a folder in the place of the one there, whose files stay beside it under names of their own:
    /// `root-SECONDS.pem` and `.key`. Who has the old one loaded goes on with it.
    public static func renew(in directory: String) throws(TLSError) -> CertificateAuthority {
        let folder = RootFolder(path: directory)
        return try CertificateAuthority(folder.renew(at: time(nil)), certificatePath: folder.certificatePath)
    }

    /// The first and the last second of the root's life, counted from 1970.
    public var rootLife: ClosedRange<Int> { root.certificate.life }

    init(_ root: Root, certificatePath: String) throws(TLSError) {
        self.root = root
        self.certificatePath = certificatePath
        rootPEM = String(decoding: try root.certificate.pem(), as: UTF8.self)
        rootDER = try root.certificate.der()
        leafKey = try KeyPair.generate()
    }

    /// What to show to a client that asks for a name: a DNS name, a wildcard (`*.example.test`), or an IP address. The
    /// leaf lives from two days ago for 397 days and is made on first use; the 4,096 used last are kept. May be called
    /// on any thread; costs well under a millisecond for a new name. Throws for what cannot be a host's name.
    public func serverContext(for name: String, alpn: [String] = ["http/1.1"]) throws(TLSError) -> ServerTLSContext {
        let host = HostName(name)
        guard host.isFitForCertificate else {
            throw TLSError(
                .configuration,
                in: "serverContext",
                "no certificate can be made out to \"\(name)\": it is no host name"
            )
        }
        let now = time(nil)
        let leaf = try leaves.value(for: LeafKey(host: host, alpn: alpn)) {
            $0.freshUntil > now
        } make: { () throws(TLSError) in
            try makeLeaf(for: host, alpn: alpn, at: now)
        }
        return leaf.context
    }

    private func makeLeaf(for host: HostName, alpn: [String], at now: Int) throws(TLSError) -> Leaf {
        let certificate = try root.leaf(for: host, key: leafKey, at: now)
        let context = try ServerTLSContext(leaf: certificate, key: leafKey, name: host.text, alpn: alpn)
        return Leaf(context: context, freshUntil: certificate.life.upperBound - 86_400)
    }

    /// The root's certificate alone as a PKCS #12 trust store, as Java reads it.
    public func pkcs12(password: String) throws(TLSError) -> [UInt8] {
        try TrustStore.pkcs12(of: root.certificate, label: "understudy root", password: password)
    }
}
