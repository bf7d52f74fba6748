internal import Callbacks
internal import Console
internal import Model
internal import Replay
internal import Storage
internal import Synchronization

/// How many requests were answered and missed.
final class AnswerCounts: MockWitness {
    private let matched = Atomic<Int>(0)
    private let unmatched = Atomic<Int>(0)

    func answered(_ reply: ReplayAnswer, to request: IncomingRequest) {
        matched.wrappingAdd(1, ordering: .relaxed)
    }

    func missed(_ request: IncomingRequest, run: RunID, _ report: MissReport) {
        unmatched.wrappingAdd(1, ordering: .relaxed)
    }

    var now: (answered: Int, missed: Int) {
        (matched.load(ordering: .relaxed), unmatched.load(ordering: .relaxed))
    }
}

/// What became of callbacks, and the numbers of `/metrics`.
struct DeliverySources: DeliverySource, MetricsSource, HealthSource {
    let dispatcher: CallbackDispatcher
    let journal: MemoryJournal
    let counts: AnswerCounts

    func deliveries(state: Delivery.State?, exchange: ExchangeID?, mock: MockID?) -> [Delivery] {
        journal.deliveries(MemoryJournal.Filter(state: state, exchange: exchange, mock: mock))
    }

    func delivery(_ id: DeliveryID) -> Delivery? { journal.delivery(id) }

    func whenSettled(exchange: ExchangeID?, within limit: Duration, _ done: @escaping @Sendable (Bool) -> Void) {
        dispatcher.whenSettled(exchange, within: limit, done)
    }

    func metrics() -> ConsoleMetrics {
        let counts = counts.now
        return ConsoleMetrics(
            exchanges: ["response": counts.answered + counts.missed],
            unmatched: counts.missed,
            deliveries: journal.counts
        )
    }

    func checks() -> [HealthCheck] { [] }
}

/// The undefined requests as the admin API changes them.
struct MissService: MissServing {
    let ledger: MissLedger
    let keeper: StateKeeper

    func misses() -> [StoredMiss] { ledger.rows }
    func ignore(_ id: Int64) -> StoredMiss? { ledger.ignore(id) }
    func remove(_ ids: [Int64]) -> Int { keeper.forgetMisses { ids.contains($0.id) } }

    func removeAll(namespace: String?) -> Int {
        keeper.forgetMisses { namespace == nil || $0.namespace == namespace }
    }
}
