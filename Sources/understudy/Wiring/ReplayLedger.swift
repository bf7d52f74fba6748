internal import Model
internal import Replay
internal import Synchronization

/// Counts what a replay run answered and keeps what it could not, for the report.
final class ReplayLedger: MockWitness {
    /// An unmatched request as it came, with what came nearest.
    struct Miss: Sendable {
        let exchange: ExchangeID
        let at: Timestamp
        let report: MissReport

        var explanation: [String] { report.lines }
    }

    private struct State {
        var answered = 0
        var misses: [Miss] = []
        var lostMisses = 0
        var unresolved: [MockID: Set<String>] = [:]
        var unprepared: [String] = []
    }

    /// How many unmatched requests are kept with their explanation; the rest is counted.
    private static let keptMisses = 1_000

    private let state = Mutex(State())

    func answered(_ reply: ReplayAnswer, to request: IncomingRequest) {
        state.withLock { state in
            state.answered += 1
            if !reply.unresolved.isEmpty { state.unresolved[reply.mock, default: []].formUnion(reply.unresolved) }
            state.unprepared += reply.callbackFailures.map { "mock \(reply.mock): \($0)" }
        }
    }

    func missed(_ request: IncomingRequest, run: RunID, _ report: MissReport) {
        let miss = Miss(exchange: request.id, at: request.receivedAt, report: report)
        state.withLock { state in
            if state.misses.count < Self.keptMisses { state.misses.append(miss) } else { state.lostMisses += 1 }
        }
    }

    /// What happened so far.
    func report(mocks: [ReplayReport.MockUse], deliveries: [Delivery], isStrict: Bool) -> ReplayReport {
        state.withLock { state in
            var misses = state.misses.map { miss in
                let host = miss.report.host.map { " (host \($0))" } ?? ""
                return ReplayReport.Miss(
                    request: "\(miss.report.method) \(miss.report.target)\(host)",
                    explanation: miss.explanation
                )
            }
            if state.lostMisses > 0 {
                misses.append(ReplayReport.Miss(request: "\(state.lostMisses) more requests", explanation: []))
            }
            var report = ReplayReport()
            (report.answered, report.misses, report.mocks) = (state.answered, misses, mocks)
            (report.deliveries, report.isStrict, report.unprepared) = (deliveries, isStrict, state.unprepared)
            report.unresolved = state.unresolved.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "\($0.key): \($0.value.sorted().joined(separator: ", "))" }
            return report
        }
    }

    /// The unmatched requests that were kept, the newest last.
    var misses: [Miss] { state.withLock { $0.misses } }

    var counts: (answered: Int, missed: Int) {
        state.withLock { ($0.answered, $0.misses.count + $0.lostMisses) }
    }
}
