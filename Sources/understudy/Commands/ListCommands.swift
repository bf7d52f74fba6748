internal import ArgumentParser
internal import Model
internal import Storage

/// Lists the recordings of a database.
struct RecordingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recordings",
        abstract: "Lists the recordings of a database."
    )

    @Option(help: "The database.")
    var db = "understudy.db"
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let recordings = try translated { () throws(StorageError) in
            try RecordingStore(DatabaseFile(path: db, for: .reading)).all()
        }
        if format == .json {
            return printResult(JSON.array(recordings.map(\.json)).serialized(indented: true) + [0x0A])
        }
        var table = TextTable(["NAME", "STARTED", "ENDED", "EXCHANGES", "WEBHOOKS", "MESSAGES"])
        for recording in recordings {
            table.add([
                recording.name, CalendarDate(recording.startedAt).rfc3339(), recording.endText,
                "\(recording.exchangeCount)", "\(recording.webhookCount)", "\(recording.messageCount)",
            ])
        }
        printResult(Array(table.text.utf8))
    }
}

/// Lists the exchanges of a recording.
struct ExchangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchanges",
        abstract: "Lists the exchanges of a recording."
    )

    @OptionGroup var target: RecordingOptions
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let open = try OpenRecording(target)
        let summaries = try open.summaries().filter { $0.kind != .webhook }
        if format == .json { return printResult(JSON.array(summaries.map(\.json)).serialized(indented: true) + [0x0A]) }
        var table = TextTable(["ID", "TIME", "METHOD", "URL", "STATUS", "MS", "BYTES"])
        for exchange in summaries { table.add(exchange.row) }
        printResult(Array(table.text.utf8))
    }
}

extension Recording {
    fileprivate var endText: String {
        switch end {
        case .open: "running"
        case .finished: endedAt.map { CalendarDate($0).rfc3339() } ?? "finished"
        case .failed: "failed: \(endReason)"
        case .interrupted: "interrupted\(endReason.isEmpty ? "" : ": \(endReason)")"
        }
    }

    fileprivate var json: JSON {
        [
            "id": .int(id.rawValue), "name": .string(name),
            "startedAt": .string(CalendarDate(startedAt).rfc3339(fractionDigits: 3)),
            "endedAt": endedAt.map { .string(CalendarDate($0).rfc3339(fractionDigits: 3)) } ?? nil,
            "end": .string(end.rawValue), "endReason": .string(endReason), "exchanges": .int(exchangeCount),
            "webhooks": .int(webhookCount), "messages": .int(messageCount),
        ]
    }
}

extension ExchangeSummary {
    /// What lists show, in columns.
    var row: [String] {
        [
            "\(id)", CalendarDate(startedAt).rfc3339(fractionDigits: 3), method,
            shortened(urlText, to: 80),
            status.map(String.init) ?? failure.map { "\($0.source.rawValue) failed" } ?? "",
            "\(Int(total.inMilliseconds.rounded()))", "\(responseLength ?? 0)",
        ]
    }

    /// A request that broke before its host was known shows its target as sent.
    private var urlText: String { origin.host.isEmpty ? target : "\(origin)\(pathText)" }

    /// An absolute target names its origin itself.
    private var pathText: String { target.hasPrefix("/") ? target : AbsoluteURL(target)?.target ?? "" }

    /// What lists show, for machines.
    var json: JSON {
        [
            "id": .int(id.rawValue), "kind": .string(kind.rawValue), "listener": .string(listener),
            "startedAt": .string(CalendarDate(startedAt).rfc3339(fractionDigits: 6)), "method": .string(method),
            "url": .string(urlText), "status": status.map { .int($0) } ?? nil,
            "failure": failure.map {
                [
                    "source": .string($0.source.rawValue), "phase": .string($0.phase.rawValue),
                    "reason": .string($0.reason),
                ]
            } ?? nil,
            "milliseconds": .number(JSONNumber(total.inMilliseconds)), "requestBytes": .int(requestLength),
            "responseBytes": responseLength.map { .int($0) } ?? nil,
        ]
    }
}

extension Attribution {
    /// The attribution for machines.
    var json: JSON {
        [
            "cause": cause.map { .int($0.rawValue) } ?? nil, "confidence": .number(JSONNumber(confidence)),
            "pinned": .bool(isPinned), "evidence": .array(evidence.map { .string($0) }),
        ]
    }
}
