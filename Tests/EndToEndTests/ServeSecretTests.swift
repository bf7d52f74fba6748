import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// The secrets of a server: given to it by name, used to sign, and shown by nothing.
@Suite(.serialized) struct ServeSecretTests {
    private let place: Workplace
    private static let secret = "s3cr3t-of-the-shop-0123456789"

    init() throws { place = try Workplace() }

    private func mock(to url: String, secret name: String = "SHOP") -> String {
        #"""
        {"id":"m","http":{"route":"/m","httpMethod":"POST"},"response":{"payload":{"ok":true}},
         "webhooks":[{"url":"\#(url)","body":{"n":"$.req.n"},"sign":{"scheme":"github","secret":"\#(name)"}}]}
        """#
    }

    /// By another program than ours.
    private func signature(_ body: String, _ secret: String) throws -> String {
        let openssl = try #require(Programs.find("openssl"))
        let file = place.folder.path("body")
        try Data(body.utf8).write(to: URL(filePath: file))
        let output = try run(openssl, ["dgst", "-sha256", "-hmac", secret, "-r", file]).output
        return "sha256=\(output.prefix { $0 != " " })"
    }

    private func secrets(
        _ server: MockServer,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        try run(Programs.understudy, ["secrets"] + arguments + ["--server", server.url], environment: environment)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a callback is signed with the store's secret, after a restart and a change too`() async throws {
        let receiver = try CallbackReceiver()
        let first = try MockServer(in: place)
        #expect(!FileManager.default.fileExists(atPath: "\(place.database).key"))
        let kept = try first.call("PUT", "/api/v1/secrets/SHOP", #"{"value":"\#(Self.secret)"}"#)
        #expect(kept.status == 201 && !kept.text.contains(Self.secret))
        #expect(try mode("\(place.database).key") == 0o600)
        try first.create(mock(to: receiver.url("/hook")))
        _ = try first.call("POST", "/m", #"{"n":1}"#)
        _ = try first.settledCallbacks()
        first.program.stop(SIGKILL)

        let second = try MockServer(in: place, environment: ["SHOP": "the store goes before this"])
        _ = try second.call("POST", "/m", #"{"n":2}"#)
        _ = try second.settledCallbacks()
        #expect(
            try secrets(second, ["set", "SHOP", "--from-env", "NEW"], environment: ["NEW": "another one"]).output
                == "secret stored\n"
        )
        _ = try second.call("POST", "/m", #"{"n":3}"#)
        #expect(try second.settledCallbacks().map { $0["state"] } == ["delivered", "delivered", "delivered"])
        #expect(
            receiver.received.map { $0.fields.first("X-Hub-Signature-256") } == [
                try signature(#"{"n":1}"#, Self.secret), try signature(#"{"n":2}"#, Self.secret),
                try signature(#"{"n":3}"#, "another one"),
            ]
        )

        let listed = try secrets(second, ["list", "--format", "json"]).output
        #expect(try JSON.parse(listed).array?.map { $0["name"] } == ["SHOP"])
        #expect(try secrets(second, ["delete", "SHOP"]).output == "secret deleted\n")
        _ = try second.call("POST", "/m", #"{"n":4}"#)
        _ = try second.settledCallbacks()
        #expect(
            receiver.received.last?.fields.first("X-Hub-Signature-256")
                == (try signature(#"{"n":4}"#, "the store goes before this"))
        )
        second.program.stop()
        try expectNothingShows([Self.secret, "another one"], first.program.output + second.program.output + [listed])
    }

    /// Neither the files beside the database nor what was printed hold a value.
    private func expectNothingShows(_ values: [String], _ printed: [String]) throws {
        let folder = place.folder.url
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.contains(".db") {
            let bytes = try Data(contentsOf: folder.appending(path: name))
            for value in values { #expect(bytes.firstRange(of: Data(value.utf8)) == nil, "\(name) holds a value") }
        }
        for value in values { #expect(!printed.contains { $0.contains(value) }) }
    }

    @Test func `a value comes from standard input, to the byte`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: place)
        try server.type(
            "printf 'two words\\n' | \(Programs.understudy) secrets set 'a/b ü' --server http://localhost:5770"
        )
        try server.create(mock(to: receiver.url("/hook"), secret: "a/b ü"))
        _ = try server.call("POST", "/m", #"{"n":1}"#)
        _ = try server.settledCallbacks()
        #expect(
            receiver.received.first?.fields.first("X-Hub-Signature-256")
                == (try signature(#"{"n":1}"#, "two words"))
        )
        let empty = try secrets(server, ["set", "x"])
        #expect(empty.status == 64 && empty.errors.contains("--from-env"))
        #expect(try secrets(server, ["set", "x", "--from-env", "NO_SUCH"]).errors.contains("NO_SUCH"))
        #expect(try secrets(server, ["delete", "x"]).errors.contains("there is no secret \"x\""))
    }

    @Test func `a secret that another key sealed is neither used nor lost`() async throws {
        let receiver = try CallbackReceiver()
        let key = String(repeating: "0f", count: 32)
        let first = try MockServer(in: place, environment: ["UNDERSTUDY_SECRET_KEY": key])
        _ = try first.call("PUT", "/api/v1/secrets/SHOP", #"{"value":"\#(Self.secret)"}"#)
        #expect(!FileManager.default.fileExists(atPath: "\(place.database).key"))
        try first.create(mock(to: receiver.url("/hook")))
        first.program.stop()

        let second = try MockServer(in: place, environment: ["SHOP": "not to be taken"])
        #expect(second.program.output.contains { $0.contains("A secret cannot be read") && $0.contains("SHOP") })
        _ = try second.call("POST", "/m", #"{"n":1}"#)
        let failed = try #require(try second.settledCallbacks().first)
        #expect(failed["state"] == "failed")
        let reason = failed["attempts"]?[0]?["reason"]?.string ?? ""
        #expect(reason.contains("SHOP") && reason.contains("UNDERSTUDY_SECRET_KEY"), "\(reason)")
        #expect(try second.call("GET", "/api/v1/secrets/SHOP").json["readable"] == false)
        let mixed = try second.call("PUT", "/api/v1/secrets/OTHER", #"{"value":"x"}"#)
        #expect(mixed.status == 409 && mixed.text.contains("SHOP"))
        #expect(!FileManager.default.fileExists(atPath: "\(place.database).key"))
        second.program.stop()

        let base64 = Data(repeating: 0x0F, count: 32).base64EncodedString()
        let third = try MockServer(in: place, environment: ["UNDERSTUDY_SECRET_KEY": base64])
        _ = try third.call("POST", "/m", #"{"n":2}"#)
        _ = try third.call("POST", "/api/v1/callbacks/await?timeout=20")
        let right = try signature(#"{"n":2}"#, Self.secret)
        #expect(receiver.received.map { $0.fields.first("X-Hub-Signature-256") } == [right])
    }

    @Test func `a secret whose key is lost is set anew`() async throws {
        let first = try MockServer(in: place)
        for name in ["A", "B"] { _ = try first.call("PUT", "/api/v1/secrets/\(name)", #"{"value":"x"}"#) }
        first.program.stop()
        try FileManager.default.removeItem(atPath: "\(place.database).key")
        let second = try MockServer(in: place)
        #expect(try second.call("PUT", "/api/v1/secrets/A", #"{"value":"y"}"#).status == 409)
        #expect(try second.call("DELETE", "/api/v1/secrets/B").status == 200)
        #expect(try second.call("PUT", "/api/v1/secrets/A", #"{"value":"y"}"#).status == 200)
        #expect(try second.call("GET", "/api/v1/secrets/A").json["readable"] == true)
        #expect(try mode("\(place.database).key") == 0o600)
    }

    @Test(arguments: ["short", String(repeating: "0f", count: 31), String(repeating: "zz", count: 32), "AAAA BBBB"])
    func `a key that is none stops the start`(_ key: String) throws {
        let result = try place.understudy(
            ["serve", "--db", place.database, "--listen", "127.0.0.1:0", "--ca-dir", place.caFolder],
            environment: ["UNDERSTUDY_SECRET_KEY": key]
        )
        #expect(result.status == 64)
        #expect(result.errors.contains("UNDERSTUDY_SECRET_KEY holds no key") && !result.errors.contains(key))
    }

    @Test func `a key file that others may read, or that holds no key, stops the start`() throws {
        let file = "\(place.database).key"
        for (mode, words) in [
            (mode_t(0o640), "may be read by others than its owner (mode 640)"), (0o600, "holds no key"),
        ] {
            try Data("no key\n".utf8).write(to: URL(filePath: file))
            chmod(file, mode)
            let result = try place.understudy([
                "serve", "--db", place.database, "--listen", "127.0.0.1:0", "--ca-dir", place.caFolder,
            ])
            #expect(result.status == 70)
            #expect(result.errors.contains(file) && result.errors.contains(words), "\(result.errors)")
        }
    }
}
