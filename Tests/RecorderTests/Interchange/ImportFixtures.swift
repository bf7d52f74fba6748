import Foundation
import Model
import Recorder

/// The sample inputs under `fixtures/interchange`: `NAME.FORMAT.EXTENSION`, or the format as extension.
enum ImportFixtures {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures")

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "interchange").path)) ?? [])
        .sorted()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: "interchange/\(name)")))
    }

    static func format(_ name: String) -> ImportFormat? {
        if name.contains(".swagger.") { return .openapi }
        return ImportFormat.allCases.first { name.contains(".\($0.rawValue).") || name.hasSuffix(".\($0.rawValue)") }
    }

    /// Where the expected result stands.
    static func golden(_ name: String) -> URL { root.appending(path: "golden/interchange/\(name).json") }

    static func imported(_ name: String) throws -> ImportedMocks {
        try Interchange.mocks(from: bytes(name), format: format(name) ?? .mockarty)
    }
}

extension ImportedMocks {
    /// The result as a golden file holds it.
    var json: JSON {
        let notes = notes.map { JSON.string($0.description) }
        return ["mocks": .array(mocks), "notes": .array(notes)]
    }

    /// The mock that stems from a method and a route.
    func mock(_ method: String, _ route: String) -> JSON? {
        mocks.first { $0["http"]?["httpMethod"]?.string == method && $0["http"]?["route"]?.string == route }
    }
}

/// What an import of a text gives.
func imported(_ text: String, as format: ImportFormat) throws -> ImportedMocks {
    try Interchange.mocks(from: Array(text.utf8), format: format)
}

/// What is wrong with a text; empty when nothing is.
func importError(_ text: String, as format: ImportFormat) -> String {
    do {
        _ = try Interchange.mocks(from: Array(text.utf8), format: format)
        return ""
    } catch {
        return error.description
    }
}
