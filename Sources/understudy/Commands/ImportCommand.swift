public import ArgumentParser
internal import Foundation
internal import Model
public import Recorder

/// Makes mocks of other tools' files.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a mock file of HAR, Postman, OpenAPI, WireMock, Hoverfly, Insomnia files or curl commands.",
        discussion: "What a file says and a mock cannot is listed on standard error; nothing is dropped silently."
    )

    @Argument(help: "The files to read.")
    var files: [String]

    @Option(help: "The format; found out by looking when it is not given.")
    var format: ImportFormat?

    @Option(name: [.customShort("o"), .long], help: "Where the mocks go; standard output by default.")
    var output: String?

    func run() throws {
        var mocks: [JSON] = []
        var ids: Set<String> = []
        for path in files {
            let imported = try read(path)
            for note in imported.notes { printError("\(path): \(note)") }
            mocks += imported.mocks.filter { ids.insert($0["id"]?.textValue ?? "").inserted }
        }
        let bytes = JSON.object(["mocks": .array(mocks)]).serialized(indented: true) + [0x0A]
        if let output { try writeFile(bytes, to: output) } else { printResult(bytes) }
        printError("\(mocks.count) mocks from \(files.count == 1 ? files[0] : "\(files.count) files")")
    }

    private func read(_ path: String) throws(UserError) -> ImportedMocks {
        let bytes = try readFile(path)
        guard let format = format ?? Interchange.detect(bytes) else {
            let known = ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("\(path): this is no format that is known; --format names one of \(known)")
        }
        do { return try Interchange.mocks(from: bytes, format: format) } catch {
            throw .usage("\(path): \(error)")
        }
    }
}

extension ImportFormat: ExpressibleByArgument {}
