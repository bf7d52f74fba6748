import Dispatch
import Model
import Synchronization

@testable import Console

/// An admin API over values that a test sets.
struct AdminAPI {
    let sources = Sources()
    let responder: AdminResponder

    init() {
        responder = AdminResponder(
            release: "1.2.3",
            deliveries: sources,
            misses: sources,
            metrics: sources,
            health: sources,
            clock: .frozen(at: Timestamp(seconds: 1_700_000_000))
        )
    }

    /// The answer to one request.
    func answer(_ method: String, _ target: String, _ body: JSON? = nil) -> Answer? {
        let box = AnswerBox()
        responder.respond(to: Self.request(method, target, body)) { box.append($0) }
        return box.wait()
    }

    /// Waits until all requests before have been worked on.
    func settle() { _ = answer("GET", "/health/live") }

    /// The status and the JSON of an answer.
    func json(_ method: String, _ target: String, _ body: JSON? = nil) -> (status: Int, body: JSON) {
        guard let answer = answer(method, target, body), let body = try? JSON.parse(answer.body) else {
            return (0, .null)
        }
        return (answer.status, body)
    }

    static func request(_ method: String, _ target: String, _ body: JSON? = nil) -> IncomingRequest {
        IncomingRequest(
            id: ExchangeID(rawValue: 77),
            listener: "admin",
            client: "127.0.0.1:1",
            form: .origin,
            scheme: .http,
            authority: nil,
            head: RequestHead(method: method, target: target),
            body: body?.serialized(),
            receivedAt: Timestamp(seconds: 0)
        )
    }
}

final class AnswerBox: Sendable {
    private let answers = Mutex<[Answer]>([])
    private let arrived = DispatchSemaphore(value: 0)

    var all: [Answer] { answers.withLock { $0 } }

    func append(_ answer: Answer) {
        answers.withLock { $0.append(answer) }
        arrived.signal()
    }

    /// The next answer; nil when none comes for ten seconds.
    func wait() -> Answer? { arrived.wait(timeout: .now() + 10) == .success ? all.last : nil }
}

final class Sources: DeliverySource, DeliveryRecords, MissSource, MetricsSource, HealthSource {
    struct Values {
        var deliveries: [Delivery] = []
        var misses: [UndefinedRequest] = []
        var metrics = ConsoleMetrics()
        var checks: [HealthCheck] = []
        var waiting: [(awaited: AwaitedCallbacks, limit: Duration, done: @Sendable (Bool) -> Void)] = []
        var changes: [@Sendable () -> Void] = []
        var refusedConditions: String?
    }

    let values = Mutex(Values())

    var records: any DeliveryRecords { self }

    func list(_ filter: DeliveryFilter, offset: Int, limit: Int, newestFirst: Bool) -> [Delivery] {
        let passing = values.withLock { $0.deliveries.filter(filter.includes) }
        return Array((newestFirst ? passing.reversed() : passing).dropFirst(offset).prefix(limit))
    }

    func one(_ id: DeliveryID) -> Delivery? { values.withLock { $0.deliveries.first { $0.job.id == id } } }

    func counts(_ filter: DeliveryFilter) -> [Delivery.State: Int] {
        values.withLock { $0.deliveries.filter(filter.includes).reduce(into: [:]) { $0[$1.state, default: 0] += 1 } }
    }

    func removeSettled(_ filter: DeliveryFilter) -> Int {
        values.withLock { values in
            let before = values.deliveries.count
            values.deliveries.removeAll { filter.includes($0) && $0.state != .pending }
            return before - values.deliveries.count
        }
    }

    func redeliver(_ delivery: Delivery) {
        values.withLock { values in
            for index in values.deliveries.indices where values.deliveries[index].job.id == delivery.job.id {
                values.deliveries[index].state = .pending
            }
        }
    }

    func cancel(_ id: DeliveryID, _ done: @escaping @Sendable (Bool) -> Void) {
        done(one(id)?.state == .pending)
    }

    func whenSettled(
        _ awaited: AwaitedCallbacks,
        within limit: Duration,
        _ done: @escaping @Sendable (Bool) -> Void
    ) {
        values.withLock { $0.waiting.append((awaited, limit, done)) }
    }

    func whenChanged(within limit: Duration, _ done: @escaping @Sendable () -> Void) {
        values.withLock { $0.changes.append(done) }
    }

    /// As if every matcher wanted a content of more than two bytes.
    func fitting(_ deliveries: [Delivery], _ matcher: HTTPMatcher) throws(MockFormatError) -> Set<DeliveryID> {
        guard let refused = values.withLock({ $0.refusedConditions }) else {
            return Set(deliveries.filter { $0.job.body.count > 2 }.map(\.job.id))
        }
        throw MockFormatError(path: "$.http.conditions", reason: refused)
    }

    func misses() -> [UndefinedRequest] { values.withLock { $0.misses } }
    func metrics() -> ConsoleMetrics { values.withLock { $0.metrics } }
    func checks() -> [HealthCheck] { values.withLock { $0.checks } }

    func set(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }
}

enum Sample {
    static func delivery(
        _ id: String,
        exchange: Int64 = 1,
        mock: String = "m1",
        state: Delivery.State = .delivered
    ) -> Delivery {
        let job = CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: exchange),
            mock: MockID(rawValue: mock),
            index: 0,
            target: .http(method: "POST", url: "http://user:pw@shop.test/hook?x=1"),
            fields: [("Authorization", "Bearer secret"), ("X-A", "1"), ("X-A", "2")],
            body: Array(#"{"a":1.0}"#.utf8)
        )
        let attempts = [
            Attempt(
                number: 1,
                startedAt: Timestamp(seconds: 10),
                duration: .milliseconds(5),
                result: .failed(reason: "refused")
            ),
            Attempt(
                number: 2,
                startedAt: Timestamp(seconds: 11),
                duration: .milliseconds(7),
                result: .answered(status: 200, fields: [("X-B", "3")], body: Array("ok!".utf8))
            ),
        ]
        return Delivery(job: job, attempts: attempts, state: state)
    }
}
