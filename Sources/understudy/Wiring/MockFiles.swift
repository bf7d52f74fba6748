internal import Foundation
internal import Model
internal import Recorder
internal import Replay

/// The mocks of several files together.
struct MockFiles {
    let mocks: [Mock]
    /// The template files that the mocks name, found beside the file that names them.
    let templates: TemplateFiles
    private let contents: [String: FileContent]
    let redactions: [JSON]
    let warnings: [String]

    /// Reads the files in order. A mock's id must be its own over all of them.
    init(reading paths: [String]) throws(UserError) {
        var mocks: [Mock] = []
        var redactions: [JSON] = []
        var warnings: [String] = []
        var templates = TemplateFiles()
        var contents: [String: FileContent] = [:]
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
                let content = FileContent(try Self.bytes(of: name, beside: path))
                (templates[name, nil], contents[name]) = (content, content)
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
        (self.templates, self.contents) = (templates, contents)
    }

    /// The mocks with what stands in files put in.
    var wholeMocks: [Mock] { mocks.map { BodyFiles.restored($0) { contents[$0] } } }

    private static func bytes(of name: String, beside path: String) throws(UserError) -> [UInt8] {
        let folder = URL(filePath: path).deletingLastPathComponent()
        return try readFile(folder.appending(path: name).path)
    }
}
