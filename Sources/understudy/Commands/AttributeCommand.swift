internal import ArgumentParser
internal import Model
internal import Storage

/// Decides by hand which exchange caused a webhook.
struct AttributeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute",
        abstract: "Decides which exchange caused an observed webhook; `build` keeps to it.",
        discussion: "The ids are those of `understudy webhooks` and `understudy exchanges`."
    )

    @Option(help: "The database.")
    var db = "understudy.db"

    @Argument(help: "The webhook's id.")
    var webhook: Int64

    @Option(help: "The id of the exchange that caused it.")
    var to: Int64?

    @Flag(help: "No exchange caused it.")
    var none = false

    @Flag(help: "Take back what was decided.")
    var unpin = false

    func validate() throws {
        guard [to != nil, none, unpin].count(where: { $0 }) == 1 else {
            throw ValidationError("say one of --to ID, --none and --unpin")
        }
    }

    func run() throws {
        let file = try translated { () throws(StorageError) in try DatabaseFile(path: db, for: .updating) }
        let id = try existing(webhook, kind: .webhook, in: file)
        let cause = try to.map { try existing($0, kind: .exchange, in: file) }
        try translated { () throws(StorageError) in
            let store = AttributionStore(file)
            if unpin { try store.unpin(id) } else { try store.pin(id, to: cause) }
        }
        printError("attributed: run `understudy build` to use it")
    }

    private func existing(_ number: Int64, kind: Exchange.Kind, in file: DatabaseFile) throws -> ExchangeID {
        let id = ExchangeID(rawValue: number)
        let stored = try translated { () throws(StorageError) in try ExchangeStore(file).exchange(id) }
        guard let stored else {
            throw UserError.usage(
                "\(db) holds nothing with the id \(number); see `understudy exchanges` and `understudy webhooks`"
            )
        }
        guard stored.exchange.kind == kind else {
            throw UserError.usage(
                "\(number) is \(stored.exchange.kind == .webhook ? "a webhook" : "an exchange"); \(kind == .webhook ? "a webhook" : "an exchange") should stand here"
            )
        }
        return id
    }
}
