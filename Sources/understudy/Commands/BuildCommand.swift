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

    @Option(help: "A folder for large bodies: mocks name the files in it instead of holding the content.")
    var bodies: String?

    @Option(help: "Bodies of more than this go into the folder that --bodies names.")
    var bodiesOver = ByteSize(bytes: 16 << 10)

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
        let mocks = try bodies.map { try moved(built.mocks, into: $0) } ?? built.mocks
        let file = MockFile(mocks: mocks, redaction: try open.redaction(neededBy: built.mocks))
        if let output { try writeFile(file.serialized(), to: output) } else { printResult(file.serialized()) }
        printError(built.report.text)
    }

    /// Writes large bodies into the folder. Files that are there already keep their time, since their names say what is in them.
    private func moved(_ mocks: [Mock], into folder: String) throws(UserError) -> [Mock] {
        let name = BesideFile.name(of: folder, seenFrom: output)
        var files = BodyFiles(over: bodiesOver.bytes, folder: name, hash: Assembly.contentHash)
        var moved: [Mock] = []
        for mock in mocks { moved.append(files.moving(mock)) }
        try makeFolder(folder)
        for (name, bytes) in files.files.sorted(by: { $0.key < $1.key }) {
            let path = "\(folder)/\(name)"
            if (try? readFile(path)) != bytes { try writeFile(bytes, to: path) }
        }
        return moved
    }
}
