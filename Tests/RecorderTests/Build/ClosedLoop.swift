import Model
import Recorder
import Replay
import Synchronization

/// A recording, built and played by the real engine: once with the recorded values, once with fresh ones.
enum ClosedLoop {
    static func check(_ recording: StagedRecording) throws -> CheckReport {
        try check(recording, Staging.build(recording))
    }

    /// The same with mocks that a test has made of it.
    static func check(_ recording: StagedRecording, _ built: BuildResult) throws -> CheckReport {
        var report = try play(recording, built, .recorded)
        report.add(links: try play(recording, built, .fresh(seed: 7)))
        return report
    }

    private static func play(
        _ recording: StagedRecording,
        _ built: BuildResult,
        _ round: CheckRun.Round
    ) throws -> CheckReport {
        let now = Now()
        let engine = try ReplayEngine(mocks: built.mocks, options: ReplayOptions(clock: now.clock, seed: 3))
        var run = CheckRun(
            exchanges: recording.exchanges,
            messages: recording.messages,
            attributions: built.attributions,
            mocks: built.mocks,
            round: round
        )
        while let request = run.nextRequest() {
            now.time.withLock { $0 = request.receivedAt }
            switch engine.answer(request) {
            case .answered(let reply): run.judge(reply.answer, mock: reply.mock, jobs: reply.jobs)
            case .missed(let miss): run.judgeMiss(miss.text)
            case .wantBody: run.judgeMiss("the body was given and asked for again")
            }
        }
        return run.report
    }

    private final class Now: Sendable {
        let time = Mutex(Timestamp(seconds: 0))
        var clock: WallClock { WallClock { self.time.withLock { $0 } } }
    }
}
