import Foundation
import Model
import TestSupport
import Testing

/// Callbacks by the presets of providers, as their own libraries see them, and what is left of the secret on the way.
@Suite(.serialized) struct PresetCallbackTests {
    private static let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private static let body = #"{"type":"order.paid","customer":"Zoë"}"#

    @Test func `each preset signs as its provider does, and the secret shows nowhere`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let server = try MockServer(in: place, ["--log-level", "trace"], environment: ["HOOKS": Self.secret])
        let presets = ["stripe", "standard-webhooks", "github", "shopify", "slack"]
        let webhooks = presets.map {
            #"{"url":"\#(receiver.url("/\($0)"))","preset":"\#($0)","body":\#(Self.body),"sign":{"secretEnv":"HOOKS"}}"#
        }
        try server.create(
            #"{"id":"m","http":{"route":"/m"},"response":{},"webhooks":[\#(webhooks.joined(separator: ","))]}"#
        )
        _ = try server.call("GET", "/m")
        let callbacks = try server.settledCallbacks()
        #expect(callbacks.map { $0["state"] } == Array(repeating: "delivered", count: presets.count))
        let calls = Dictionary(uniqueKeysWithValues: receiver.received.map { ($0.target.dropFirst().description, $0) })
        try expectLibrariesAccept([("stripe", calls["stripe"]), ("standardwebhooks", calls["standard-webhooks"])])
        let github = try #require(calls["github"])
        let shopify = try #require(calls["shopify"])
        let slack = try #require(calls["slack"])
        #expect(github.fields.first("X-Hub-Signature-256") == "sha256=\(try hmac(github.text, place))")
        let shopifySum = Data(Base64.decoded(shopify.fields.first("X-Shopify-Hmac-SHA256") ?? "") ?? [])
        #expect(shopifySum.map { String(format: "%02x", $0) }.joined() == (try hmac(shopify.text, place)))
        let time = try #require(slack.fields.first("X-Slack-Request-Timestamp"))
        #expect(slack.fields.first("X-Slack-Signature") == "v0=\(try hmac("v0:\(time):\(slack.text)", place))")

        let shown = try callbacks.compactMap { $0["id"]?.string }.map { try server.callbacks("show", $0).output }
        let metrics = try server.call("GET", "/metrics").text
        server.program.stop()
        for name in try FileManager.default.contentsOfDirectory(atPath: place.folder.url.path)
        where name.contains(".db") {
            let bytes = try Data(contentsOf: place.folder.url.appending(path: name))
            #expect(bytes.firstRange(of: Data(Self.secret.utf8)) == nil, "\(name) holds the secret")
        }
        for text in server.program.output + shown + [metrics] { #expect(!text.contains(Self.secret)) }
    }

    /// Hexadecimal, by another program than ours.
    private func hmac(_ text: String, _ place: Workplace) throws -> String {
        let file = place.folder.path("signed")
        try Data(text.utf8).write(to: URL(filePath: file))
        let openssl = try #require(Programs.find("openssl"))
        return String(
            try run(openssl, ["dgst", "-sha256", "-hmac", Self.secret, "-r", file]).output.prefix { $0 != " " }
        )
    }

    private func expectLibrariesAccept(_ calls: [(library: String, CallbackReceiver.Received?)]) throws {
        let packages = try PythonTools.packages(holding: "standardwebhooks")
        let folder = try TemporaryFolder()
        let hooks = try calls.map { library, call -> JSON in
            let call = try #require(call)
            let headers = JSONObject(call.fields.map { JSONObject.Member($0.name, .string($0.value)) })
            return [
                "library": .string(library), "secret": .string(Self.secret), "headers": .object(headers),
                "body": .string(call.text),
            ]
        }
        let file = folder.path("hooks.json")
        try Data(JSON.array(hooks).serialized()).write(to: URL(filePath: file))
        let script = BuiltFiles.fixture("receivers/verify-webhooks.py")
        let result = try run("/bin/sh", ["-c", "python3 '\(script)' '\(packages)' < '\(file)'"])
        #expect(result.output == String(repeating: "ok\n", count: calls.count), "\(result)")
    }
}
