import Model
import Recorder
import Replay
import Synchronization

/// A clock that shows what it is told.
final class ToldClock: Sendable {
    private let instant = Mutex(Simulation.start)

    var wallClock: WallClock { WallClock { self.instant.withLock { $0 } } }

    func show(_ instant: Timestamp) { self.instant.withLock { $0 = instant } }
}

/// `understudy check`, in process.
enum ReplayRun {
    static func check(_ traffic: StagedTraffic, _ built: BuildResult) throws -> CheckReport {
        var report = try play(traffic, built, .recorded)
        report.add(links: try play(traffic, built, .fresh(seed: 1)))
        return report
    }

    private static func play(
        _ traffic: StagedTraffic,
        _ built: BuildResult,
        _ round: CheckRun.Round
    ) throws -> CheckReport {
        let clock = ToldClock()
        let engine = try ReplayEngine(mocks: built.mocks, options: ReplayOptions(clock: clock.wallClock, seed: 1))
        var run = CheckRun(
            exchanges: traffic.exchanges,
            messages: traffic.messages,
            attributions: built.attributions,
            mocks: built.mocks,
            round: round
        )
        while let request = run.nextRequest() {
            clock.show(request.receivedAt)
            switch engine.answer(request) {
            case .answered(let reply): run.judge(reply.answer, mock: reply.mock, jobs: reply.jobs)
            case .missed(let miss): run.judgeMiss(miss.text)
            case .wantBody: run.judgeMiss("the body was given and asked for again")
            }
        }
        return run.report
    }
}
