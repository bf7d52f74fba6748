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

/// `/api/v1/recorder/ca`: the root certificate.
struct RootEndpoints: Sendable {
    let roots: any RootServing

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/ca/status", .viewer) { _ in .json(200, Self.json(roots.root)) }
                .about("The root certificate and its life.", gives: Self.status),
            Endpoint("POST", "/api/v1/recorder/ca/generate", .admin, generate)
                .about("Makes a new root certificate; clients must trust it anew.", gives: Self.status),
            Endpoint("GET", "/api/v1/recorder/ca/download", .viewer, download)
                .about("The root certificate, ?format=pem or der, without its key.", gives: Self.certificate),
        ]
    }

    private static let certificate = Shape(.bytes("application/x-pem-file"))
    private static let status = Shape(
        "RecorderCA",
        [
            .required("status", .text), .required("generated", .boolean), .required("generatedAt", .text),
            .required("expiresAt", .text), .required("fingerprint", .text), .required("served", .boolean),
        ]
    )

    @Sendable private func generate(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(201, Self.json(try analysing { () throws(RecorderRefusal) in try roots.renew() }))
    }

    @Sendable private func download(_ request: AdminRequest) throws(Refusal) -> Answer {
        let root = roots.root
        switch request.query["format"] ?? "pem" {
        case "pem", "": return file(Array(root.pem.utf8), "application/x-pem-file", "understudy-root.pem")
        case "der", "crt", "cer": return file(root.der, "application/pkix-cert", "understudy-root.crt")
        case let other: throw .invalid("format=\(other) is neither pem nor der")
        }
    }

    private func file(_ bytes: [UInt8], _ type: String, _ name: String) -> Answer {
        Answer(
            status: 200,
            fields: [("Content-Type", type), ("Content-Disposition", "attachment; filename=\"\(name)\"")],
            body: bytes
        )
    }

    private static func json(_ root: RootFacts) -> JSON {
        [
            "status": "active", "generated": true, "generatedAt": .string(root.life.lowerBound.adminText),
            "expiresAt": .string(root.life.upperBound.adminText), "fingerprint": .string(root.fingerprint),
            "served": .bool(root.isServed),
        ]
    }
}
