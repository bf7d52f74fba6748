internal import ArgumentParser
internal import Model
internal import Storage

/// Shows one exchange, webhook or message whole.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Shows one exchange, observed webhook or observed message: heads, bodies, timings, and what it caused."
    )

    @Option(help: "The database.")
    var db = "understudy.db"

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    @Argument(help: "The id.")
    var id: Int64

    func run() throws {
        let file = try translated { () throws(StorageError) in try DatabaseFile(path: db, for: .reading) }
        let found = try translated { () throws(StorageError) in
            if let page = try exchangePage(file) { return page as (text: String, json: JSON)? }
            return try messagePage(file)
        }
        guard let page = found else {
            throw UserError.usage(
                "\(db) holds nothing with the id \(id); see `understudy exchanges` and `understudy webhooks`"
            )
        }
        printResult(format == .json ? page.json.serialized(indented: true) + [0x0A] : Array(page.text.utf8))
    }

    private func exchangePage(_ file: DatabaseFile) throws(StorageError) -> (text: String, json: JSON)? {
        guard let stored = try ExchangeStore(file).exchange(ExchangeID(rawValue: id)) else { return nil }
        let caused = try AttributionStore(file).webhooks(causedBy: stored.exchange.id)
        var messages: Set<ExchangeID> = []
        for attribution in caused where try MessageStore(file).message(attribution.webhook) != nil {
            messages.insert(attribution.webhook)
        }
        let page = ExchangePage(stored: stored, caused: caused, messages: messages)
        return (page.text, page.json)
    }

    private func messagePage(_ file: DatabaseFile) throws(StorageError) -> (text: String, json: JSON)? {
        guard let stored = try MessageStore(file).message(ExchangeID(rawValue: id)) else { return nil }
        let page = MessagePage(
            stored: stored,
            attribution: try AttributionStore(file).attribution(of: stored.message.id)
        )
        return (page.text, page.json)
    }
}
