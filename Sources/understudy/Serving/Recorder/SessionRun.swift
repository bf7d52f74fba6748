internal import Console
internal import Model
internal import Proxy
internal import Recorder
internal import Storage

/// A session while it records: its listeners and its recorder.
struct SessionRun: Sendable {
    private let server: ProxyServer
    private let recorder: ExchangeRecorder
    private let observer: SessionObserver
    /// What is done to traffic.
    let live: LiveModifications
    private let places: [RunningSession.Place]

    /// What is known of it now.
    var running: RunningSession {
        RunningSession(recording: recorder.recording.id, places: places, passedOver: observer.passedOver)
    }

    /// The ports that it listens on.
    var ports: [Int] { places.map(\.port) }

    /// Begins the recording and opens the listeners; where one cannot be opened, nothing is left behind.
    static func start(
        _ plan: SessionPlan,
        _ setup: SessionSetup,
        taken: Set<Int>
    ) async -> Result<SessionRun, RecorderRefusal> {
        let recorder: ExchangeRecorder
        switch await onThread({ Result { () throws(RecorderRefusal) in try setup.recorder(for: plan) } }) {
        case .success(let begun): recorder = begun
        case .failure(let refusal): return .failure(refusal)
        }
        do throws(RecorderRefusal) {
            return .success(try await open(plan, setup, recorder, taken: taken))
        } catch {
            await onThread {
                _ = recorder.finish()
                if plan.recording == nil { try? RecordingStore(setup.file).remove(recorder.recording.id) }
            }
            return .failure(error)
        }
    }

    private static func open(
        _ plan: SessionPlan,
        _ setup: SessionSetup,
        _ recorder: ExchangeRecorder,
        taken: Set<Int>
    ) async throws(RecorderRefusal) -> SessionRun {
        let live = LiveModifications(plan.modifications)
        let observer = SessionObserver(recorder: recorder, plan: plan, feed: setup.feed)
        let listeners = SessionListeners(settings: plan.settings, live: live)
        var ports = setup.range.filter { !taken.contains($0) }[...]
        while true {
            guard ports.count >= listeners.openPorts else { throw noPort(setup.range) }
            let server = ProxyServer(
                configuration: setup.configuration(plan.settings, try listeners.listeners(ports: Array(ports))),
                certificateAuthority: setup.root.authority,
                observer: observer,
                logger: setup.logger
            )
            do {
                let places = try await places(of: server, plan.settings)
                return SessionRun(server: server, recorder: recorder, observer: observer, live: live, places: places)
            } catch let error as ListenerError {
                // Somebody else has one of the range: the next one may be free.
                guard error.isInUse, listeners.openPorts > 0, ports.contains(error.port) else {
                    throw .conflict(error.description)
                }
                ports.removeAll { $0 == error.port }
            } catch {
                throw .unavailable("\(error)")
            }
        }
    }

    /// Opens the listeners: the proxy's, then those of webhooks.
    private static func places(
        of server: ProxyServer,
        _ settings: SessionSettings
    ) async throws -> [RunningSession.Place] {
        try await server.start().enumerated()
            .map { index, bound in
                let receiver = index == 0 ? nil : settings.webhooks[index - 1].target
                return RunningSession.Place(host: bound.host, port: bound.port, receiver: receiver)
            }
    }

    private static func noPort(_ range: ClosedRange<Int>) -> RecorderRefusal {
        .conflict(
            """
            no port from \(range.lowerBound) to \(range.upperBound) is free; stop a session, name a port \
            (0 lets the system choose), or give the server a wider range with --recorder-ports
            """
        )
    }

    /// Ends exchanges, closes the listeners and commits what was recorded; what went wrong while it recorded, or nil.
    func stop() async -> String? {
        await server.shutdown(drain: .seconds(5))
        return await onThread { recorder.finish().failure?.description }
    }
}
