internal import Model
internal import Recorder
internal import Replay
internal import Synchronization

/// Closes the loop: sends every recorded request to the mocks, once as recorded and once with fresh values.
struct RecordingCheck {
    let recorded: RecordedTraffic
    let attributions: [Attribution]
    let mocks: [Mock]

    func report() throws(UserError) -> CheckReport {
        var report = try play(.recorded)
        report.add(links: try play(.fresh(seed: 1)))
        return report
    }

    private func play(_ round: CheckRun.Round) throws(UserError) -> CheckReport {
        let clock = MovableClock()
        let engine: ReplayEngine
        do {
            engine = try ReplayEngine(mocks: mocks, options: ReplayOptions(clock: clock.wallClock, seed: 1))
        } catch {
            throw .usage("\(error)")
        }
        var run = CheckRun(
            exchanges: recorded.exchanges,
            messages: recorded.messages,
            attributions: attributions,
            mocks: mocks,
            round: round
        )
        while let request = run.nextRequest() {
            clock.move(to: request.receivedAt)
            switch engine.answer(request) {
            case .answered(let reply): run.judge(reply.answer, mock: reply.mock, jobs: reply.jobs)
            case .missed(let miss): run.judgeMiss(miss.text)
            case .wantBody: run.judgeMiss("the recording holds no body of the request")
            }
        }
        return run.report
    }
}

/// A clock that shows the time at which each request was recorded.
private final class MovableClock: Sendable {
    private let instant = Mutex(Timestamp(seconds: 0))

    var wallClock: WallClock { WallClock { self.instant.withLock { $0 } } }

    func move(to instant: Timestamp) { self.instant.withLock { $0 = instant } }
}
