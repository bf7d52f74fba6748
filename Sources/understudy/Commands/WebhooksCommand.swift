internal import ArgumentParser
internal import Model
internal import Storage

/// Lists the observed webhooks and messages of a recording with what caused them.
struct WebhooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Lists the observed webhooks and messages of a recording, what caused each, and why we think so.",
        discussion: """
            A message on a broker stands with `kafka` or `rabbitmq` in place of the method, and with its broker, topic or exchange, \
            and key in place of the URL. Attributions are made by `understudy build`; `understudy attribute` decides one by hand.
            """
    )

    @OptionGroup var target: RecordingOptions
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let open = try OpenRecording(target)
        let (messages, attributions) = try translated { () throws(StorageError) in
            (try open.messages.heads(of: open.recording.id), try open.attributions.all(of: open.recording.id))
        }
        let lines = try open.summaries(of: .webhook).map(ObservedLine.init) + messages.map(ObservedLine.init)
        let causes = Dictionary(attributions.map { ($0.webhook, $0) }) { $1 }
        printResult(format == .json ? Self.json(lines.sorted(), causes) : Self.table(lines.sorted(), causes))
    }

    private static func json(_ lines: [ObservedLine], _ causes: [ExchangeID: Attribution]) -> [UInt8] {
        let list = lines.map { line -> JSON in
            guard case .object(var object) = line.json else { return nil }
            object["attribution"] = causes[line.id]?.json ?? nil
            return .object(object)
        }
        return JSON.array(list).serialized(indented: true) + [0x0A]
    }

    private static func table(_ lines: [ObservedLine], _ causes: [ExchangeID: Attribution]) -> [UInt8] {
        var table = TextTable(["ID", "TIME", "METHOD", "URL", "STATUS", "CAUSE", "SURE", "BECAUSE"])
        for line in lines {
            let attribution = causes[line.id]
            table.add(
                line.row + [
                    attribution?.cause?.description ?? (attribution == nil ? "not built yet" : "none"),
                    attribution.map { $0.isPinned ? "pinned" : "\(Int(($0.confidence * 100).rounded()))%" } ?? "",
                    attribution?.evidence.joined(separator: "; ") ?? "",
                ]
            )
        }
        return Array(table.text.utf8)
    }
}

/// One observed webhook or message of a list.
private struct ObservedLine: Comparable {
    let id: ExchangeID
    let row: [String]
    let json: JSON

    init(_ webhook: ExchangeSummary) { (id, row, json) = (webhook.id, Array(webhook.row.prefix(5)), webhook.json) }

    init(_ message: ObservedMessage) {
        id = message.id
        let time = CalendarDate(message.seenAt).rfc3339(fractionDigits: 3)
        row = ["\(message.id)", time, message.broker, shortened(message.placeText, to: 80), ""]
        json = .object(message.facts)
    }

    static func < (left: ObservedLine, right: ObservedLine) -> Bool { left.id < right.id }
    static func == (left: ObservedLine, right: ObservedLine) -> Bool { left.id == right.id }
}
