internal import ArgumentParser
internal import Model
internal import Storage

/// Shows one exchange or webhook whole.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one exchange or observed webhook: heads, bodies, timings, and what it caused."
    )

    @Option(help: "The database.")
    var db = "understudy.db"

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    @Argument(help: "The id.")
    var id: Int64

    func run() throws {
        let file = try translated { () throws(StorageError) in try DatabaseFile(path: db, for: .reading) }
        let stored = try translated { () throws(StorageError) in
            try ExchangeStore(file).exchange(ExchangeID(rawValue: id))
        }
        guard let stored else {
            throw UserError.usage(
                "\(db) holds nothing with the id \(id); see `understudy exchanges` and `understudy webhooks`"
            )
        }
        let caused = try translated { () throws(StorageError) in
            try AttributionStore(file).webhooks(causedBy: ExchangeID(rawValue: id))
        }
        let page = ExchangePage(stored: stored, caused: caused)
        printResult(format == .json ? page.json.serialized(indented: true) + [0x0A] : Array(page.text.utf8))
    }
}
