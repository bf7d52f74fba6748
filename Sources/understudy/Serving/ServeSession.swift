internal import Callbacks
internal import Console
internal import Model
internal import Proxy
internal import Storage

/// One run of `serve`: answers until told to stop, then delivers what is due; the next start delivers the rest.
struct ServeSession {
    let server: ProxyServer
    let listeners: [BoundListener]
    let sessions: SessionRunner
    let feed: RecorderFeed
    let dispatcher: CallbackDispatcher
    /// Sends what the admin API asks for itself.
    let outgoing: CallbackDispatcher
    let keeper: StateKeeper
    let journal: CallbackJournal
    let file: DatabaseFile
    let drain: Duration

    /// One line a listener, ending in its URL, then `ready`.
    func announce() { Announcement.ready(listeners) }

    /// Waits for SIGINT or SIGTERM.
    func serve() async { _ = await StopSignal().wait() }

    /// Finishes exchanges, delivers what is due, writes everything down and says what could not be done.
    func finish() async throws {
        feed.close()
        await server.shutdown(drain: .seconds(5))
        await sessions.stopAll()
        await withCheckedContinuation { settled in
            dispatcher.whenSettled(.all, within: drain) { _ in settled.resume() }
        }
        await dispatcher.shutdown(leavingPending: true)
        await outgoing.shutdown()
        journal.stop()
        keeper.stop()
        try translated { () throws(StorageError) in try file.close() }
    }
}
