public import ArgumentParser
internal import Foundation
internal import Model
public import Recorder
internal import Storage

/// Writes a recording or a mock file in another tool's format.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a recording, or a mock file, in another tool's format.",
        discussion: """
            har, openapi and postman are made of a recording; wiremock, hoverfly and mockarty of a mock file (--mocks), or of the \
            mocks that a recording gives. What the format cannot say is listed on standard error, with its place.
            """
    )

    @Option(help: "har, wiremock, hoverfly, mockarty, openapi or postman.")
    var format: ExportFormat

    @OptionGroup var target: RecordingOptions

    @Option(
        help:
            "The mock file to write, for formats that are made of mocks; without it the mocks are built from the recording."
    )
    var mocks: String?

    @Option(name: [.customShort("o"), .long], help: "Where the file goes; standard output by default.")
    var output: String?

    func validate() throws {
        guard mocks == nil || !format.needsRecording else {
            throw ValidationError(
                "\(format.rawValue) shows what was recorded: name a recording with --db and --recording instead of --mocks"
            )
        }
    }

    func run() throws {
        if format == .har { return try exportArchive() }
        let file = try file()
        try OutputFile.write(file.bytes, to: output)
        for note in file.notes { printError(note.description) }
    }

    private func file() throws -> ExportedFile {
        if let mocks {
            return Interchange.file(of: try MockFiles(reading: [mocks]).wholeMocks, as: format, version: Version.number)
        }
        let open = try OpenRecording(target)
        let recorded = try open.recorded()
        noteMessages(open)
        return Interchange.file(
            of: recorded.exchanges,
            built: try open.build(recorded),
            as: format,
            title: open.recording.name,
            version: Version.number
        )
    }

    private func exportArchive() throws {
        let open = try OpenRecording(target)
        let attributions = try translated { () throws(StorageError) in try open.attributions.all(of: open.recording.id)
        }
        let byWebhook = Dictionary(attributions.map { ($0.webhook, $0) }) { $1 }
        var writer = HARWriter(recording: open.recording.name, version: Version.number)
        let file = try OutputFile(output)
        try file.append(writer.head)
        var last: ExchangeID?
        while true {
            let page = try translated { () throws(StorageError) in
                try open.exchanges.page(of: open.recording.id, after: last)
            }
            guard let end = page.last else { break }
            for stored in page { try file.append(writer.entry(stored, byWebhook[stored.exchange.id])) }
            last = end.exchange.id
        }
        try file.append(writer.tail)
        try file.finish()
        for note in writer.notes { printError(note.description) }
        noteMessages(open)
    }

    /// Formats that show what was recorded know nothing but HTTP.
    private func noteMessages(_ open: OpenRecording) {
        let count = open.recording.messageCount
        guard format.needsRecording, count > 0 else { return }
        printError("messages: \(format.rawValue) has no place for messages on brokers: \(count) left out")
    }
}

extension ExportFormat: ExpressibleByArgument {}
