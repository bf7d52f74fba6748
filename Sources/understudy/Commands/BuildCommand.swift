internal import ArgumentParser
internal import Model
internal import Recorder
internal import Storage

/// Builds mocks with webhooks from a recording.
struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds mocks with webhooks from a recording, as JSON to review and commit.",
        discussion: "The report goes to standard error; the mocks to standard output, or to the file that -o names."
    )

    @OptionGroup var target: RecordingOptions

    @Option(name: [.short, .long], help: "The file to write; standard output by default.")
    var output: String?

    @Flag(help: "Generalise nothing: each recorded request gets its recorded answer.")
    var exact = false

    func run() throws {
        let open = try OpenRecording(target, for: .updating)
        let built = try open.build(open.recorded(), isExact: exact)
        try translated { () throws(StorageError) in
            try open.attributions.replaceInferred(
                of: open.recording.id,
                with: built.attributions.filter { !$0.isPinned }
            )
        }
        let file = MockFile(mocks: built.mocks, redaction: try open.redaction(neededBy: built.mocks))
        if let output { try writeFile(file.serialized(), to: output) } else { printResult(file.serialized()) }
        printError(built.report.text)
    }
}
