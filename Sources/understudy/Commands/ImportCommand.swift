public import ArgumentParser
internal import Foundation
internal import Model
public import Recorder

/// Makes mocks of other tools' files, or recordings of HTTP Archives.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a mock file of HAR, Postman, OpenAPI, WireMock, Hoverfly, Insomnia files or curl commands.",
        discussion: """
            What a file says and a mock cannot is listed on standard error; nothing is dropped silently. With --recording an HTTP \
            Archive (of a browser, of mitmproxy's hardump, of `understudy export`) goes into the database as a recording, so that \
            `understudy build` makes mocks of it.
            """
    )

    @Argument(help: "The files to read.")
    var files: [String]

    @Option(help: "The format; found out by looking when it is not given.")
    var format: ImportFormat?

    @Option(name: [.customShort("o"), .long], help: "Where the mocks go; standard output by default.")
    var output: String?

    @Option(help: "Puts HTTP Archives into the database as a recording of this name, instead of making mocks.")
    var recording: String?

    @Option(help: "The database, for --recording.")
    var db = "understudy.db"

    @Option(help: "What is redacted before the disk, for --recording: default, none, or a file of rules.")
    var redact = "default"

    @OptionGroup var logs: LogOptions

    func validate() throws {
        guard recording == nil || output == nil else {
            throw ValidationError("-o says where mocks go, and --recording that none are made: name one of them")
        }
        guard recording == nil || format == nil || format == .har else {
            throw ValidationError(
                "--recording reads HTTP Archives; a \(format?.rawValue ?? "") file says what to answer, not what was recorded"
            )
        }
    }

    func run() throws {
        if let recording { return try record(as: recording) }
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

    private func record(as name: String) throws {
        var archives: [(path: String, bytes: [UInt8])] = []
        for path in files {
            let bytes = try readFile(path)
            guard format == .har || Interchange.detect(bytes) == .har else {
                throw UserError.usage(
                    "\(path): this is no HTTP Archive, and only those are recordings; leave --recording out for mocks"
                )
            }
            archives.append((path, bytes))
        }
        let summary = try RecordingImport(db: db, name: name, redact: redact, logger: logs.logger("import"))
            .run(archives)
        printError("imported \(summary.text) as \"\(name)\" into \(db)")
        if summary.hasFailed { throw ExitCode(70) }
    }
}

extension ImportFormat: ExpressibleByArgument {}
