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
    func answer(_ method: String, _ target: String) -> Answer? {
        let box = AnswerBox()
        responder.respond(to: Self.request(method, target)) { box.append($0) }
        return box.wait()
    }

    /// Waits until all requests before have been worked on.
    func settle() { _ = answer("GET", "/health/live") }

    /// The status and the JSON of an answer.
    func json(_ method: String, _ target: String) -> (status: Int, body: JSON) {
        guard let answer = answer(method, target), let body = try? JSON.parse(answer.body) else { return (0, .null) }
        return (answer.status, body)
    }

    static func request(_ method: String, _ target: String) -> IncomingRequest {
        IncomingRequest(
            id: ExchangeID(rawValue: 77),
            listener: "admin",
            client: "127.0.0.1:1",
            form: .origin,
            scheme: .http,
            authority: nil,
            head: RequestHead(method: method, target: target),
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

final class Sources: DeliverySource, MissSource, MetricsSource, HealthSource {
    struct Values {
        var deliveries: [Delivery] = []
        var misses: [UndefinedRequest] = []
        var metrics = ConsoleMetrics()
        var checks: [HealthCheck] = []
        var waiting: [(limit: Duration, done: @Sendable (Bool) -> Void)] = []
    }

    let values = Mutex(Values())

    func deliveries(state: Delivery.State?, exchange: ExchangeID?, mock: MockID?) -> [Delivery] {
        values.withLock { values in
            values.deliveries.filter {
                (state == nil || $0.state == state) && (exchange == nil || $0.job.exchange == exchange)
                    && (mock == nil || $0.job.mock == mock)
            }
        }
    }

    func delivery(_ id: DeliveryID) -> Delivery? { values.withLock { $0.deliveries.first { $0.job.id == id } } }

    func whenSettled(exchange: ExchangeID?, within limit: Duration, _ done: @escaping @Sendable (Bool) -> Void) {
        values.withLock { $0.waiting.append((limit, done)) }
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
