internal import Callbacks
internal import Foundation
internal import Model
internal import Proxy
internal import Replay
internal import TLS

/// One run of `replay`: answers until told to stop, then drains callbacks and reports.
struct ReplaySession {
    let server: ProxyServer
    let listeners: [BoundListener]
    let engine: ReplayEngine
    let dispatcher: CallbackDispatcher
    let journal: MemoryJournal
    let ledger: ReplayLedger
    let authority: CertificateAuthority
    let mockTitles: [MockID: String]
    let isStrict: Bool
    let drain: Duration

    /// One line a listener, ending in its URL, then `ready`.
    func announce() { Announcement.ready(listeners) }

    /// Runs the command to its end, or waits for SIGINT or SIGTERM when there is none; its exit status, 0 without one.
    func play(_ command: [String]) async throws -> Int32 {
        try await RunningTime.of(command, authority: authority, proxy: listeners.first)
    }

    /// Waits for the callbacks that are due, closes everything, and says what happened.
    func finish() async -> ReplayReport {
        await server.shutdown(drain: .seconds(5))
        _ = await dispatcher.drain(within: drain)
        await dispatcher.shutdown()
        return ledger.report(
            mocks: engine.useCounts.map {
                ReplayReport.MockUse(id: $0.mock, title: mockTitles[$0.mock] ?? "", uses: $0.uses)
            },
            deliveries: journal.deliveries(),
            isStrict: isStrict
        )
    }
}

/// What long-running commands say when they can be used.
enum Announcement {
    static func ready(_ listeners: [BoundListener], observing places: [String] = []) {
        for listener in listeners { printError("listening \(listener.name) \(listener.url)") }
        for place in places { printError("observing \(place)") }
        printError("ready")
    }
}
