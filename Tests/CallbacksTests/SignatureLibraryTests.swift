import Foundation
import Model
import TestSupport
import Testing

@testable import Callbacks

/// The libraries that providers publish for receivers accept what is sent, and refuse what is signed wrongly on purpose.
@Suite struct SignatureLibraryTests {
    private static let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private static let libraries: [(name: String, scheme: SignatureConfig.SignatureScheme)] = [
        ("stripe", .stripe), ("svix", .svix), ("standardwebhooks", .standardWebhooks),
    ]

    @Test(arguments: [false, true])
    func `the libraries verify every right signature and no wrong one`(_ isWrong: Bool) async throws {
        // `scripts/setup test` puts them there.
        let packages = BuiltFiles.fixture("../.build/python")
        try #require(
            FileManager.default.fileExists(atPath: "\(packages)/standardwebhooks"),
            "the libraries are missing; run scripts/setup test"
        )
        var hooks: [JSON] = []
        for (name, scheme) in Self.libraries { hooks.append(try await received(name, scheme, isWrong)) }
        let result = try await run(
            "python3",
            [BuiltFiles.fixture("receivers/verify-webhooks.py"), packages],
            input: String(decoding: JSON.array(hooks).serialized(), as: UTF8.self)
        )
        let verdicts = result.output.split(separator: "\n")
        #expect(verdicts.count == hooks.count, "\(result.output)")
        #expect(verdicts.allSatisfy { isWrong ? $0.hasPrefix("refused") : $0 == "ok" }, "\(result.output)")
    }

    /// What a receiver gets.
    private func received(
        _ library: String,
        _ scheme: SignatureConfig.SignatureScheme,
        _ isWrong: Bool
    ) async throws -> JSON {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench(environment: { _ in Self.secret })
        var job = Sample.job(
            url: receiver.url(),
            body: #"{"type": "order.paid", "customer": "Zoë"}"#,
            signature: SignatureConfig(scheme: scheme, secretEnvironment: "S")
        )
        job.faults.hasWrongSignature = isWrong
        _ = await bench.deliver([job])
        let request = try #require(receiver.received.first)
        let headers = JSONObject(request.fields.map { JSONObject.Member($0.name, .string($0.value)) })
        return [
            "library": .string(library), "secret": .string(Self.secret), "headers": .object(headers),
            "body": .string(String(decoding: request.body, as: UTF8.self)),
        ]
    }
}
