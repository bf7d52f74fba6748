internal import Foundation

/// A certificate of 127.0.0.1 that is its own root, made for one test.
public final class TestCertificate: Sendable {
    /// The file of the certificate.
    public let certificate: String
    /// The file of its key.
    public let key: String
    private let folder: TemporaryFolder

    /// Makes it with the `openssl` program, in a folder of its own where none is given.
    public init(in given: TemporaryFolder? = nil) async throws {
        folder = try given ?? TemporaryFolder()
        (certificate, key) = (folder.path("certificate.pem"), folder.path("key.pem"))
        let made = try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2",
                "-keyout", key, "-out", certificate, "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
            ]
        )
        guard made.status == 0 else { throw ProgramFailure("openssl made no certificate: \(made.output)") }
    }
}
