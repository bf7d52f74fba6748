public import Model

/// What is known of the root certificate that clients are asked to trust.
public struct RootFacts: Sendable, Hashable {
    /// The certificate, without its key.
    public var pem: String
    /// The same as DER.
    public var der: [UInt8]
    /// SHA-256 of the DER, in hexadecimal.
    public var fingerprint: String
    /// The first and the last second of its life.
    public var life: ClosedRange<Timestamp>
    /// Whether the server's own port shows leaves of this root; one that was made since the start it does not use yet.
    public var isServed: Bool

    /// The facts of a root.
    public init(pem: String, der: [UInt8], fingerprint: String, life: ClosedRange<Timestamp>, isServed: Bool) {
        (self.pem, self.der, self.fingerprint) = (pem, der, fingerprint)
        (self.life, self.isServed) = (life, isServed)
    }
}

/// The root certificate that sessions sign leaves with.
public protocol RootServing: Sendable {
    /// The root as it is now.
    var root: RootFacts { get }
    /// Makes a new root; sessions that are started from then on use it. The old one stays beside it in its folder.
    func renew() throws(RecorderRefusal) -> RootFacts
}
