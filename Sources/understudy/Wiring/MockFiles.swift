internal import Foundation
internal import Model

/// The mocks of several files together.
struct MockFiles {
    let mocks: [Mock]
    let redactions: [JSON]
    let warnings: [String]

    /// Reads the files in order. A mock's id must be its own over all of them.
    init(reading paths: [String]) throws(UserError) {
        var mocks: [Mock] = []
        var redactions: [JSON] = []
        var warnings: [String] = []
        var places: [MockID: String] = [:]
        for path in paths {
            let file: MockFile
            let bytes = try readFile(path)
            do {
                file = try MockFile(parsing: bytes)
            } catch {
                throw .usage("\(path): \(error); docs/mock-format.md lists every key")
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
    }
}
