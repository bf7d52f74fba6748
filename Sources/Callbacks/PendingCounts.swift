internal import Model

/// How many deliveries have not settled: all, by exchange, and by run.
struct PendingCounts {
    private(set) var total = 0
    private var byExchange: [ExchangeID: Int] = [:]
    private var byRun: [RunID: Int] = [:]

    mutating func add(_ job: CallbackJob) { change(job, by: 1) }

    mutating func remove(_ job: CallbackJob) { change(job, by: -1) }

    func count(_ watched: AwaitedCallbacks) -> Int {
        switch watched {
        case .all: total
        case .exchange(let exchange): byExchange[exchange] ?? 0
        case .run(let run): byRun[run] ?? 0
        }
    }

    private mutating func change(_ job: CallbackJob, by step: Int) {
        total += step
        byExchange[job.exchange, default: 0] += step
        byRun[job.run, default: 0] += step
        if byExchange[job.exchange] == 0 { byExchange[job.exchange] = nil }
        if byRun[job.run] == 0 { byRun[job.run] = nil }
    }
}
