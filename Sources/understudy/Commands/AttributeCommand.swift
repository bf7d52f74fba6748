internal import ArgumentParser
internal import Model
internal import Storage

/// Decides by hand which exchange caused a webhook or message.
struct AttributeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute",
        abstract: "Decides which exchange caused an observed webhook or message; `build` keeps to it.",
        discussion: "The ids are those of `understudy webhooks` and `understudy exchanges`."
    )

    @Option(help: "The database.")
    var db = "understudy.db"

    @Argument(help: "The id of the webhook or message.")
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
        let (id, noun) = try existing(webhook, among: ["webhook", "message"], in: file)
        let cause = try to.map { try existing($0, among: ["exchange"], in: file).id }
        try translated { () throws(StorageError) in
            let store = AttributionStore(file)
            if unpin { try store.unpin(id) } else { try store.pin(id, to: cause) }
        }
        printError("\(noun) \(id): \(decision(cause)), from the next `understudy build` on")
    }

    private func decision(_ cause: ExchangeID?) -> String {
        if unpin { return "its cause is inferred again" }
        return cause.map { "caused by exchange \($0)" } ?? "caused by no exchange"
    }

    private func existing(
        _ number: Int64,
        among kinds: [String],
        in file: DatabaseFile
    ) throws(UserError) -> (id: ExchangeID, kind: String) {
        let id = ExchangeID(rawValue: number)
        guard let kind = try translated({ () throws(StorageError) in try kind(of: id, in: file) }) else {
            throw .usage(
                "\(db) holds nothing with the id \(number); see `understudy exchanges` and `understudy webhooks`"
            )
        }
        guard kinds.contains(kind) else {
            throw .usage(
                "\(number) is of the kind \(kind); one of the kind \(kinds.joined(separator: " or ")) should stand here"
            )
        }
        return (id, kind)
    }

    private func kind(of id: ExchangeID, in file: DatabaseFile) throws(StorageError) -> String? {
        if let stored = try ExchangeStore(file).exchange(id) { return stored.exchange.kind.rawValue }
        return try MessageStore(file).message(id).map { _ in "message" }
    }
}
