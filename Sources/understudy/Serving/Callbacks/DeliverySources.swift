internal import Callbacks
internal import Console
internal import Dispatch
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
    let kept: any CountedRecords
    let news: DeliveryNews
    let counts: AnswerCounts

    var records: any DeliveryRecords { kept }

    func redeliver(_ delivery: Delivery) { dispatcher.redeliver(delivery) }

    func cancel(_ id: DeliveryID, _ done: @escaping @Sendable (Bool) -> Void) { dispatcher.cancel(id, done) }

    func whenChanged(within limit: Duration, _ done: @escaping @Sendable () -> Void) {
        news.next(within: limit, done)
    }

    func metrics() -> ConsoleMetrics {
        let counts = counts.now
        return ConsoleMetrics(
            exchanges: ["response": counts.answered + counts.missed],
            unmatched: counts.missed,
            deliveries: kept.totals
        )
    }

    func checks() -> [HealthCheck] { [] }
}

extension DeliverySources {
    /// The dispatcher may not have been given what was kept a moment ago, so the records are asked as well.
    func whenSettled(
        _ awaited: AwaitedCallbacks,
        within limit: Duration,
        _ done: @escaping @Sendable (Bool) -> Void
    ) {
        let end = ContinuousClock.now + limit
        dispatcher.whenSettled(awaited, within: limit) { isSettled in
            guard isSettled else { return done(false) }
            // Not on the dispatcher's thread: what is asked may have to be written first.
            DispatchQueue.global()
                .async {
                    let isSettled = (try? records.counts(awaited.pending))?.isEmpty ?? true
                    let left = ContinuousClock.now.duration(to: end)
                    guard !isSettled, left > .zero else { return done(isSettled) }
                    news.next(within: min(left, .milliseconds(20))) {
                        whenSettled(awaited, within: left, done)
                    }
                }
        }
    }

    /// What was sent is asked in the same way as what comes: through a journal of requests.
    func fitting(_ deliveries: [Delivery], _ matcher: HTTPMatcher) throws(MockFormatError) -> Set<DeliveryID> {
        let journal = RequestJournal(retention: .max)
        for (number, delivery) in deliveries.enumerated() { journal.add(delivery.job.entry(numbered: number)) }
        var query = JournalQuery()
        query.http = matcher
        do throws(ReplayError) {
            return Set(try journal.entries(query).map { deliveries[Int($0.id.rawValue)].job.id })
        } catch {
            throw error.format
        }
    }
}

extension AwaitedCallbacks {
    fileprivate var pending: DeliveryFilter {
        var filter = DeliveryFilter()
        filter.states = [.pending]
        switch self {
        case .all: break
        case .exchange(let exchange): filter.exchange = exchange
        case .run(let run): filter.run = run
        }
        return filter
    }
}

extension CallbackJob {
    /// As a request of this content.
    fileprivate func entry(numbered number: Int) -> JournalEntry {
        let id = ExchangeID(rawValue: Int64(number))
        let request = IncomingRequest(
            id: id,
            listener: "",
            client: "",
            form: .origin,
            scheme: .http,
            authority: nil,
            head: RequestHead(method: "POST", target: "/", fields: fields),
            body: body,
            receivedAt: Timestamp(seconds: 0)
        )
        return JournalEntry(
            id: id,
            at: Timestamp(seconds: 0),
            run: run,
            namespace: namespace,
            mock: mock,
            request: request,
            answer: Answer(status: 200)
        )
    }
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
