import Model
import Storage
import TLS

/// Recordings in the product's own database.
enum RecordingFile {
    static let hash = ContentHash { Digest.sha256($0) }
    private static let batch = 500

    static func write(_ traffic: StagedTraffic, named name: String, to path: String) throws {
        let file = try DatabaseFile(path: path, for: .creating)
        let store = RecordingStore(file)
        let exchanges = traffic.exchanges
        let start = exchanges.first?.startedAt ?? Simulation.start
        let recording = try store.begin(name: name, at: start, redaction: RecordedRedaction(salt: [], rules: "null"))
        let writer = ExchangeWriter(file, recording: recording.id, hash: hash)
        for first in stride(from: 0, to: exchanges.count, by: batch) {
            try writer.insert(exchanges[first..<min(first + batch, exchanges.count)].map { StoredExchange($0) })
        }
        try writer.insert([], messages: traffic.messages.map { StoredMessage($0) })
        try store.end(recording.id, as: .finished, at: exchanges.last?.startedAt ?? start)
        try file.close()
    }

    static func read(named name: String, from path: String) throws -> StagedTraffic {
        let file = try DatabaseFile(path: path, for: .reading)
        let recording = try RecordingStore(file).find(name).id
        return StagedTraffic(
            exchanges: try ExchangeStore(file).all(of: recording),
            messages: try MessageStore(file).all(of: recording)
        )
    }
}
