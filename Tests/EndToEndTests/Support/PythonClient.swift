import Foundation
import Testing

/// Mockarty's own Python client, unchanged from the package registry, and the steps that drive it.
enum PythonClient {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where `scripts/setup test` puts the client.
    static func packages() throws -> String {
        let packages = root.appending(path: ".build/python").path
        try #require(
            FileManager.default.fileExists(atPath: "\(packages)/mockarty"),
            "the client is missing; run scripts/setup test"
        )
        return packages
    }

    /// The path of a script in `Tests/EndToEndTests/Clients`.
    static func steps(_ name: String) -> String { root.appending(path: "Tests/EndToEndTests/Clients/\(name)").path }
}
