internal import Console
internal import Foundation
internal import Logging
internal import Model
internal import Proxy
internal import Recorder
internal import Storage
internal import TLS

/// What all sessions of a server share.
struct SessionSetup: Sendable {
    let file: DatabaseFile
    /// What sessions sign leaves with.
    let root: SessionRoot
    /// Is told what passes.
    let feed: RecorderFeed
    /// Names exchanges, those of mocks too.
    let ids: ExchangeIDs
    /// The ports of sessions that name none.
    let range: ClosedRange<Int>
    /// What upstreams are verified with.
    let trust: ClientTrust
    /// A file of roots that brokers are verified against, besides the system's.
    let brokerCA: String?
    let logger: Logger

    /// So many sessions may record at once.
    static let limit = 64

    /// Begins a session's recording, or goes on with it. Blocks.
    func recorder(for plan: SessionPlan) throws(RecorderRefusal) -> ExchangeRecorder {
        let rules = try Self.rules(plan.settings.redaction)
        do throws(StorageError) {
            ids.skip(to: try ExchangeStore(file).nextID())
            if let recording = plan.recording {
                return try ExchangeRecorder(
                    file: file,
                    continuing: recording,
                    hash: Assembly.contentHash,
                    logger: logger
                )
            }
            let name = Self.recordingName(plan.name)
            do throws(StorageError) {
                return try newRecorder(named: name, rules)
            } catch {
                guard case .recordingExists = error else { throw error }
                return try newRecorder(named: "\(name) (\(plan.id.prefix(8)))", rules)
            }
        } catch {
            if case .beingWritten = error { throw .conflict(error.description) }
            throw .unavailable(error.description)
        }
    }

    private func newRecorder(
        named name: String,
        _ rules: RedactionRules?
    ) throws(StorageError) -> ExchangeRecorder {
        try ExchangeRecorder(
            file: file,
            name: name,
            rules: rules,
            hash: Assembly.contentHash,
            logger: logger
        )
    }

    /// A name as people type it on the command line: without control characters, and not endless.
    private static func recordingName(_ name: String) -> String {
        String(name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init).prefix(200))
    }

    /// What a session replaces before the disk.
    private static func rules(_ redaction: SessionSettings.Redaction) throws(RecorderRefusal) -> RedactionRules? {
        switch redaction {
        case .standard: return .standard
        case .none: return nil
        case .rules(let json):
            do { return try RedactionRules.read(json.serialized(), name: "of the session") } catch {
                throw .invalid("\"redact\": \(error)")
            }
        }
    }

    /// How a session's proxy is set up.
    func configuration(_ settings: SessionSettings, _ listeners: [Listener]) -> ProxyConfiguration {
        var configuration = ProxyConfiguration(listeners: listeners)
        configuration.tapLimit = settings.bodyLimit
        configuration.upstreamTrust = settings.verifiesUpstream ? trust : .insecure
        configuration.exchangeIDs = ids
        // Many sessions may be open, and each is for one suite or one person.
        configuration.eventLoops = 1
        return configuration
    }
}

/// Runs what blocks on a thread of its own, so that no thread of the pool waits.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}
