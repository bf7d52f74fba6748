internal import Foundation
internal import Logging
internal import Model
internal import Recorder
internal import Storage

/// Puts HTTP Archives into a database as one recording: redacted and stored as if it had been recorded here.
struct RecordingImport {
    let db: String
    let name: String
    let redact: String
    let logger: Logger

    /// - Throws: what is wrong with a file, before anything is written.
    func run(_ archives: [(path: String, bytes: [UInt8])]) throws(UserError) -> ExchangeRecorder.Summary {
        let rules = try Assembly.redactionRules(redact)
        var first = ExchangeID(rawValue: 1)
        for archive in archives { _ = try read(archive, first: first) }
        let file = try translated { () throws(StorageError) in try DatabaseFile(path: db, for: .creating) }
        first = try translated { () throws(StorageError) in try ExchangeStore(file).nextID() }
        let recorder = try translated { () throws(StorageError) in
            try ExchangeRecorder(file: file, name: name, rules: rules, hash: Assembly.contentHash, logger: logger)
        }
        var pins: [(webhook: ExchangeID, cause: ExchangeID?)] = []
        for archive in archives {
            let imported = try read(archive, first: first)
            for note in imported.notes { printError("\(archive.path): \(note)") }
            for exchange in imported.exchanges { recorder.recordWhenReady(exchange) }
            first = ExchangeID(rawValue: first.rawValue + Int64(imported.exchanges.count))
            pins += imported.pins
        }
        let summary = recorder.finish()
        guard !summary.hasFailed else { return summary }
        try translated { () throws(StorageError) in
            for pin in pins { try AttributionStore(file).pin(pin.webhook, to: pin.cause) }
        }
        return summary
    }

    private func read(
        _ archive: (path: String, bytes: [UInt8]),
        first: ExchangeID
    ) throws(UserError) -> ImportedRecording {
        do { return try Interchange.recording(fromHAR: archive.bytes, first: first) } catch {
            throw .usage("\(archive.path): \(error)")
        }
    }
}
