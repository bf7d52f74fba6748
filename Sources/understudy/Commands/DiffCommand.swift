internal import ArgumentParser
internal import Foundation
internal import Model
internal import Recorder

/// Says what changed between two recordings or mock files.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Says in words what changed between two recordings, two mock files, or a recording and a mock file.",
        discussion: """
            A and B are each a mock file, the name of a recording in --db, a database (its newest recording), or DATABASE:NAME. \
            Recordings are compared by what they show of the system: routes, statuses, fields, types, webhooks. Where one of both \
            is a mock file, the mocks that the other one gives are compared with it. The exit status is 1 when something differs.
            """
    )

    @Argument(help: "What was.")
    var a: String

    @Argument(help: "What is.")
    var b: String

    @Option(help: "The database of recordings that are named without one.")
    var db = "understudy.db"

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let differences = try Self.differences(ComparedSide(a, db: db), ComparedSide(b, db: db))
        if format == .json {
            printResult(differences.json.serialized(indented: true) + [0x0A])
        } else {
            printResult(Array((differences.isEmpty ? "nothing differs\n" : differences.text).utf8))
        }
        if !differences.isEmpty { throw ExitCode(1) }
    }

    private static func differences(_ old: ComparedSide, _ new: ComparedSide) throws(UserError) -> Differences {
        if case .recording(let left) = old, case .recording(let right) = new {
            return PortraitComparison.differences(try left.portrait(), try right.portrait())
        }
        return MockComparison.differences(try old.mocks(), try new.mocks())
    }
}

/// One side of a comparison.
private enum ComparedSide {
    case recording(OpenRecording)
    case mocks(String)

    /// Finds out what a word on the command line names.
    init(_ word: String, db: String) throws(UserError) {
        if FileManager.default.fileExists(atPath: word) {
            self = ScanCommand.isDatabase(word) ? .recording(try Self.recording(word, nil)) : .mocks(word)
        } else if let colon = word.lastIndex(of: ":"), FileManager.default.fileExists(atPath: String(word[..<colon])) {
            self = .recording(try Self.recording(String(word[..<colon]), String(word[word.index(after: colon)...])))
        } else if FileManager.default.fileExists(atPath: db) {
            self = .recording(try Self.recording(db, word))
        } else {
            throw .usage(
                "\(word) is no file, and there is no database \(db) that could hold a recording of that name; name a mock file, or a database with --db"
            )
        }
    }

    private static func recording(_ database: String, _ name: String?) throws(UserError) -> OpenRecording {
        var options = RecordingOptions()
        (options.db, options.recording) = (database, name)
        return try OpenRecording(options)
    }

    func mocks() throws(UserError) -> [Mock] {
        switch self {
        case .mocks(let path): try MockFiles(reading: [path]).wholeMocks
        case .recording(let open): try open.build(open.recorded()).mocks
        }
    }
}

extension OpenRecording {
    /// What the recording shows of the system.
    fileprivate func portrait() throws(UserError) -> RecordingPortrait {
        let recorded = try recorded()
        return RecordingPortrait(
            recorded.exchanges,
            messages: recorded.messages,
            attributions: try build(recorded).attributions
        )
    }
}
