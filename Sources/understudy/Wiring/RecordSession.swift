internal import Foundation
internal import Model
internal import Proxy
internal import Recorder
internal import TLS

/// One run of `record`: traffic passes and is kept until told to stop.
struct RecordSession {
    let server: ProxyServer
    let listeners: [BoundListener]
    let observers: BrokerObservers
    let recorder: ExchangeRecorder
    let authority: CertificateAuthority
    let recordingName: String
    let database: String

    func announce() { Announcement.ready(listeners, observing: observers.names) }

    /// Runs the command to its end, or waits for SIGINT or SIGTERM when there is none; its exit status, 0 without one.
    func run(_ command: [String]) async throws -> Int32 {
        let forward = listeners.first { $0.name == ListenerNames.forward }
        return try await RunningTime.of(command, authority: authority, proxy: forward)
    }

    /// Finishes exchanges, takes the messages that they led to, flushes the database, and says what was recorded.
    func finish() async -> ExchangeRecorder.Summary {
        await server.shutdown(drain: .seconds(5))
        await observers.stop()
        return await withCheckedContinuation { continuation in
            // Flushing waits for the disk, which must not happen on a thread that others need.
            Thread.detachNewThread { continuation.resume(returning: recorder.finish()) }
        }
    }
}

/// How listeners are called in the announcement and in each exchange.
enum ListenerNames {
    static let forward = "forward"
    static let replay = "replay"
    static let admin = "admin"
    static let serve = "serve"
    static func run(_ run: RunID) -> String { "run \(run)" }
    static func reverse(_ url: AbsoluteURL) -> String { "reverse \(url)" }
    static func webhooks(_ url: AbsoluteURL) -> String { "webhooks \(url)" }
}
