import Foundation
import TestSupport
import Testing

/// The description that the server gives of itself is true: a validator reads it, and schemathesis, which makes requests of
/// it that nobody would think of, finds no answer that it does not describe, and none that says that we failed.
@Suite struct OpenAPITests {
    @Test func `no request made of the description breaks it`() throws {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let packages = try PythonTools.packages("schemathesis", holding: "schemathesis")
        let place = try Workplace()
        let server = try MockServer(in: place)
        let result = try run(
            python,
            [
                "-m", "schemathesis.cli", "run", "\(server.url)/swagger/doc.json", "--no-color", "--seed", "20261124",
                "--max-examples", "5", "--phases", "examples,coverage,fuzzing,stateful", "--workers", "2",
                "--checks", Self.checks.joined(separator: ","),
                // Some ask other hosts, whose silence is theirs (502); the others wait as long as they are told to, or for ever.
                "--exclude-path-regex",
                "^/api/v1/(generators/|proxy/http|requests/wait|callbacks/(await|assert)|recorder/events)",
            ],
            environment: ["PYTHONPATH": packages, "HYPOTHESIS_STORAGE_DIRECTORY": place.folder.path("hypothesis")]
        )
        #expect(result.status == 0, "\(result.output.suffix(6_000))\(result.errors)")
        let counts = try #require(result.output.firstMatch(of: /(\d+) generated, (\d+) passed/))
        #expect(counts.1 == counts.2 && (Int(counts.1) ?? 0) > 1_000)
    }

    private static let checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
        "response_headers_conformance",
    ]
}
