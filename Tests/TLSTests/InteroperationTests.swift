import Foundation
import TestSupport
import Testing

@testable import TLS

/// Our server before clients that we did not write.
@Suite struct InteroperationTests {
    let folder: TemporaryFolder
    let authority: CertificateAuthority
    let server: LoopbackServer

    init() throws {
        folder = try TemporaryFolder()
        let authority = try CertificateAuthority.loadOrCreate(in: folder.path("ca"))
        self.authority = authority
        server = try LoopbackServer { name throws(TLSError) in try authority.serverContext(for: name ?? "127.0.0.1") }
    }

    private func ask(_ options: [String], name: String = "shop.test") throws -> String {
        let client = [
            "openssl", "s_client", "-connect", "127.0.0.1:\(server.port)", "-servername", name, "-verify_hostname",
            name,
            "-CAfile", authority.certificatePath, "-verify_return_error", "-ign_eof",
        ]
        return try Program.run(client + options, input: "GET / HTTP/1.1\r\nHost: \(name)\r\n\r\n").output
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func aTicketResumesItsSessionAndNoOther(_ version: String) throws {
        let ticket = folder.path("ticket.pem")
        let first = try ask([version, "-sess_out", ticket])
        #expect(first.contains("Verify return code: 0 (ok)"), "\(first)")
        #expect(first.contains("\nNew, "))
        #expect(first.contains("hello"))
        let second = try ask([version, "-sess_in", ticket])
        #expect(second.contains("\nReused, "), "\(second)")
        #expect(second.contains("hello"))
        let other = try ask([version, "-sess_in", ticket], name: "other.test")
        #expect(!other.contains("\nReused, "), "\(other)")
    }

    @Test func versionsBelowTLS12AreRefused() throws {
        let old = try ask(["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"])
        #expect(!old.contains("hello"))
        #expect(old.contains("alert"), "\(old)")
    }

    @Test(.enabled(if: Program.exists("curl")))
    func curlTrustsTheRootByNameAndByAddress() throws {
        for host in ["localhost", "127.0.0.1"] {
            let url = "https://\(host):\(server.port)/"
            let arguments = [
                "curl", "-sS", "--noproxy", "*", "-4", "--http1.1", "--cacert", authority.certificatePath, url,
            ]
            let (status, output) = try Program.run(arguments)
            #expect(status == 0, "\(output)")
            #expect(output == "hello\n")
        }
        let (status, _) = try Program.run(["curl", "-sS", "--noproxy", "*", "https://127.0.0.1:\(server.port)/"])
        #expect(status == 60)
    }
}
