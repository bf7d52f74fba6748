internal import Callbacks
internal import Console
internal import Model
internal import Replay

/// What the admin API of a replay run may look at.
struct ReplaySources: DeliverySource, MissSource, MetricsSource, HealthSource {
    let dispatcher: CallbackDispatcher
    let journal: MemoryJournal
    let ledger: ReplayLedger

    var responder: AdminResponder {
        AdminResponder(release: Version.number, deliveries: self, misses: self, metrics: self, health: self)
    }

    func deliveries(state: Delivery.State?, exchange: ExchangeID?, mock: MockID?) -> [Delivery] {
        journal.deliveries(MemoryJournal.Filter(state: state, exchange: exchange, mock: mock))
    }

    func delivery(_ id: DeliveryID) -> Delivery? { journal.delivery(id) }

    func whenSettled(exchange: ExchangeID?, within limit: Duration, _ done: @escaping @Sendable (Bool) -> Void) {
        dispatcher.whenSettled(exchange, within: limit, done)
    }

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

    func metrics() -> ConsoleMetrics {
        let counts = ledger.counts
        return ConsoleMetrics(
            exchanges: ["response": counts.answered + counts.missed],
            unmatched: counts.missed,
            deliveries: journal.counts
        )
    }

    func checks() -> [HealthCheck] { [] }
}
