internal import Foundation
internal import Model
internal import Replay

/// The mocks of several files together.
struct MockFiles {
    let mocks: [Mock]
    /// The template files that the mocks name, found beside the file that names them.
    let templates: TemplateFiles
    let redactions: [JSON]
    let warnings: [String]

    /// Reads the files in order. A mock's id must be its own over all of them.
    init(reading paths: [String]) throws(UserError) {
        var mocks: [Mock] = []
        var redactions: [JSON] = []
        var warnings: [String] = []
        var templates = TemplateFiles()
        var places: [MockID: String] = [:]
        for path in paths {
            let file: MockFile
            let bytes = try readFile(path)
            do {
                file = try MockFile(parsing: bytes)
            } catch {
                throw .usage("\(path): \(error); docs/mock-format.md lists every key")
            }
            for name in Set(file.mocks.flatMap(\.fileNames)) {
                templates[name, nil] = try Self.text(of: name, beside: path)
            }
            for mock in file.mocks {
                if let other = places.updateValue(path, forKey: mock.id), other != path {
                    throw .usage(
                        "\(path): the mock id \"\(mock.id)\" stands in \(other) too; give one of them another id"
                    )
                }
                mocks.append(mock)
            }
            if let redaction = file.redaction { redactions.append(redaction) }
            warnings += file.warnings.map { "\(path): \($0)" }
        }
        (self.mocks, self.redactions, self.warnings) = (mocks, redactions, warnings)
        self.templates = templates
    }

    private static func text(of name: String, beside path: String) throws(UserError) -> String {
        let folder = URL(filePath: path).deletingLastPathComponent()
        return String(decoding: try readFile(folder.appending(path: name).path), as: UTF8.self)
    }
}
