internal import Console
internal import Model
internal import Replay

/// The requests of a replay run that no mock answered, for its admin API.
struct ReplayMisses: MissSource {
    let ledger: ReplayLedger

    func misses() -> [UndefinedRequest] {
        ledger.misses.map { miss in
            UndefinedRequest(
                exchange: miss.exchange,
                at: miss.at,
                method: miss.report.method,
                url: (miss.report.host ?? "") + miss.report.target,
                explanation: miss.explanation
            )
        }
    }
}
