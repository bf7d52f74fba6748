internal import Model

/// `/api/v1/recorder/ca`: the root certificate.
struct RootEndpoints: Sendable {
    let roots: any RootServing

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/ca/status", .user) { _ in .json(200, Self.json(roots.root)) }
                .about(
                    "The root certificate and its life.",
                    note: "The fingerprint is SHA-256.",
                    gives: Self.status
                ),
            Endpoint("POST", "/api/v1/recorder/ca/generate", .admin, generate)
                .about(
                    "Makes a new root certificate; clients must trust it anew.",
                    note: """
                        Sessions started from then on use it; those that run, and the server's own port until its \
                        restart (`served`), go on with the old one, which stays in its folder as `root-SECONDS.pem`.
                        """,
                    gives: Self.status
                ),
            Endpoint("GET", "/api/v1/recorder/ca/download", .user, download)
                .about(
                    "The root certificate, without its key.",
                    note: "As `pem` or `der`.",
                    asks: [Self.format],
                    gives: Self.certificate
                ),
        ]
    }

    private static let format = Parameter("format", .choice(["pem", "der"]), "how it is written")
    /// What browsers offer to install, in either format.
    private static let mediaType = "application/x-x509-ca-cert"
    private static let certificate = Shape(.bytes(mediaType))
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
        case "pem", "": return file(Array(root.pem.utf8), "understudy-root.pem")
        case "der": return file(root.der, "understudy-root.crt")
        case let other: throw .invalid("format=\(other) is neither pem nor der")
        }
    }

    private func file(_ bytes: [UInt8], _ name: String) -> Answer {
        Answer(
            status: 200,
            fields: [("Content-Type", Self.mediaType), ("Content-Disposition", "attachment; filename=\"\(name)\"")],
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
