import Foundation
import Testing

/// Python packages as they come from their registry, and our scripts that use them.
enum PythonTools {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The folder below `.build` where `scripts/setup test` puts a package, for `PYTHONPATH`.
    static func packages(_ folder: String = "python", holding package: String) throws -> String {
        let packages = root.appending(path: ".build/\(folder)").path
        try #require(
            FileManager.default.fileExists(atPath: "\(packages)/\(package)"),
            "\(package) is missing; run scripts/setup test"
        )
        return packages
    }

    /// The path of a script in `Tests/EndToEndTests/Clients`.
    static func script(_ name: String) -> String { root.appending(path: "Tests/EndToEndTests/Clients/\(name)").path }
}
