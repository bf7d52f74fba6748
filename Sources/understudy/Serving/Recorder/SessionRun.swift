internal import Console
internal import Foundation
internal import Model
internal import Proxy
internal import Recorder
internal import Storage

/// A session while it records: its listeners, what it observes on brokers, and its recorder.
struct SessionRun: Sendable {
    private let proxy: SessionProxy
    private let brokers: BrokerObservers
    private let recorder: ExchangeRecorder
    private let observer: SessionObserver
    /// What is done to traffic.
    let live: SessionLive

    /// What is known of it now.
    var running: RunningSession {
        var running = RunningSession(
            recording: recorder.recording.id,
            places: proxy.places,
            passedOver: observer.passedOver
        )
        running.observed = brokers.names
        return running
    }

    /// The ports that it listens on.
    var ports: [Int] { proxy.places.map(\.port) }

    /// Begins the recording and opens everything; where one part cannot be opened, nothing is left behind.
    static func start(
        _ plan: SessionPlan,
        _ setup: SessionSetup,
        taken: Set<Int>
    ) async -> Result<SessionRun, RecorderRefusal> {
        let begun = await onThread { Result { () throws(RecorderRefusal) in try setup.recorder(for: plan) } }
        do throws(RecorderRefusal) {
            return .success(try await open(plan, setup, try begun.get(), taken: taken))
        } catch {
            if case .success(let recorder) = begun { await onThread { abandon(recorder, plan, setup) } }
            return .failure(error)
        }
    }

    private static func open(
        _ plan: SessionPlan,
        _ setup: SessionSetup,
        _ recorder: ExchangeRecorder,
        taken: Set<Int>
    ) async throws(RecorderRefusal) -> SessionRun {
        let live = SessionLive(plan.modifications)
        let observer = SessionObserver(recorder: recorder, plan: plan, feed: setup.feed)
        let brokers = try brokers(plan, setup, recorder)
        let listeners = SessionListeners(settings: plan.settings, live: live)
        let proxy = try await SessionProxy.open(listeners, setup, observer, taken: taken)
        do throws(UserError) { try await brokers.start() } catch {
            await proxy.server.shutdown(drain: .zero)
            throw .conflict("\(error)")
        }
        return SessionRun(proxy: proxy, brokers: brokers, recorder: recorder, observer: observer, live: live)
    }

    private static func brokers(
        _ plan: SessionPlan,
        _ setup: SessionSetup,
        _ recorder: ExchangeRecorder
    ) throws(RecorderRefusal) -> BrokerObservers {
        let places = try plan.settings.observed.places { ProcessInfo.processInfo.environment[$0] }
        do throws(UserError) {
            return try Assembly.brokerObservers(
                places,
                caFile: setup.brokerCA,
                bodyLimit: plan.settings.bodyLimit,
                setup.ids,
                recorder,
                setup.logger
            ) { [feed = setup.feed] message in
                if feed.hasReaders { feed.publish(.seen(message, session: plan.id, namespace: plan.namespace)) }
            }
        } catch {
            throw .invalid("\(error)")
        }
    }

    /// A recording that was begun for nothing goes; one that was to be gone on with stays as it was.
    private static func abandon(_ recorder: ExchangeRecorder, _ plan: SessionPlan, _ setup: SessionSetup) {
        _ = recorder.finish()
        if plan.recording == nil { try? RecordingStore(setup.file).remove(recorder.recording.id) }
    }

    /// Waits until what was seen so far can be read, but not for a disk that hangs.
    func catchUp() { recorder.catchUp(within: .seconds(1)) }

    /// Ends exchanges, closes the listeners, takes what brokers had by now, and commits what was recorded; what went wrong
    /// while it recorded, or nil.
    func stop() async -> String? {
        await proxy.server.shutdown(drain: .seconds(5))
        await brokers.stop()
        return await onThread { recorder.finish().failure?.description }
    }
}
