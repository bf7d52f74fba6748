internal import Callbacks
internal import Console
internal import Model
internal import Replay

/// What a replay run keeps of its requests, and the admin API that shows it.
struct ReplayWatch {
    let ledger = ReplayLedger()
    private let engine: EngineServices
    private let journal: RequestJournal
    private let sources: DeliverySources

    init(
        _ engine: ReplayEngine,
        _ clock: AdjustableClock,
        _ dispatcher: CallbackDispatcher,
        _ deliveries: ToldJournal,
        journalSize: Int
    ) {
        self.engine = EngineServices(engine: engine, adjustableClock: clock) {}
        journal = RequestJournal(retention: journalSize)
        sources = DeliverySources(
            dispatcher: dispatcher,
            kept: deliveries.journal,
            news: deliveries.news,
            counts: AnswerCounts()
        )
    }

    /// All who hear of requests when there is an admin API.
    var witnesses: [any MockWitness] {
        [ledger, sources.counts, JournalWitness(journal: journal, defaultNamespace: ReplayOptions().namespace)]
    }

    /// - Parameter origins: which web pages may drive it.
    func responder(_ origins: WebOriginGuard) -> AdminResponder {
        AdminResponder(
            release: Version.number,
            deliveries: sources,
            misses: ReplayMisses(ledger: ledger),
            metrics: sources,
            health: sources,
            journal: JournalService(journal: journal) { [journal] query throws(ReplayError) in
                try journal.remove(query).count
            },
            state: engine,
            origins: origins
        )
    }
}
