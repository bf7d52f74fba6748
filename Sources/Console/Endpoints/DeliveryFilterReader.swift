public import Model

/// Reads which deliveries are meant, from a query or from a body.
struct DeliveryFilterReader {
    /// What stands under a name, as text; nil when nothing does.
    private let text: (String) -> String?
    /// The run of those that name none: the request's.
    private let run: RunID?
    /// What it was read from; nil when it came from elsewhere.
    private let request: AdminRequest?

    /// From the query of a request.
    init(_ request: AdminRequest) {
        text = { name in request.query[name].flatMap { $0.isEmpty ? nil : $0 } }
        run = request.fields.first("X-Understudy-Run").map { RunID(rawValue: $0) }
        self.request = request
    }

    /// From names and values.
    init(_ values: [(name: String, value: String)]) {
        text = { name in values.last { $0.name == name }?.value }
        (run, request) = (nil, nil)
    }

    /// From the body of a request, or a part of it.
    init(_ members: Members, of request: AdminRequest) {
        text = { members[$0]?.textValue }
        (run, self.request) = (request.namedRun, request)
    }

    func filter() throws(Refusal) -> DeliveryFilter {
        var filter = DeliveryFilter()
        filter.states = try states()
        filter.exchange = try exchange()
        filter.mock = text("mock").map { MockID(rawValue: $0) }
        (filter.name, filter.target) = (text("name"), text("target"))
        filter.namespace = text("namespace") ?? request?.filteredNamespace
        if let request { filter.namespace = try request.touched(filter.namespace) }
        filter.run = text("run").map { RunID(rawValue: $0) } ?? run
        filter.kind = try kind()
        (filter.since, filter.until) = (try instant("since"), try instant("until"))
        return filter
    }

    /// An exchange that the request names.
    func exchange() throws(Refusal) -> ExchangeID? {
        guard let text = text("exchange") else { return nil }
        guard let number = Int64(text) else { throw .invalid("exchange=\(text) is not a number") }
        return ExchangeID(rawValue: number)
    }

    /// The names of states with commas between them; `dead` stands for those of dead letters.
    private func states() throws(Refusal) -> Set<Delivery.State> {
        var states: Set<Delivery.State> = []
        for name in (text("state") ?? "").split(separator: ",").map(String.init) {
            if name == "dead" {
                states.formUnion(DeliveryFilter.dead.states)
                continue
            }
            guard let state = Delivery.State(rawValue: name) else {
                let known = Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("state=\(name) is none of \(known), dead")
            }
            states.insert(state)
        }
        return states
    }

    private func kind() throws(Refusal) -> String? {
        guard let kind = text("type") else { return nil }
        guard ["http", "kafka", "rabbitmq"].contains(kind) else {
            throw .invalid("type=\(kind) is none of http, kafka, rabbitmq")
        }
        return kind
    }

    private func instant(_ name: String) throws(Refusal) -> Timestamp? {
        guard let text = text(name) else { return nil }
        guard let instant = Timestamp(text: text) else {
            throw .invalid("\(name)=\(text) is no instant such as 2026-11-24T10:00:00Z")
        }
        return instant
    }
}

/// Why a filter of callbacks makes no sense.
public struct CallbackFilterError: Error, Sendable {
    /// In words for the one who wrote it.
    public let reason: String
}

extension DeliveryFilter {
    /// Reads a filter as the query of `GET /api/v1/callbacks` writes it.
    public init(_ values: [(name: String, value: String)]) throws(CallbackFilterError) {
        do throws(Refusal) { self = try DeliveryFilterReader(values).filter() } catch {
            throw CallbackFilterError(reason: error.reason)
        }
    }
}

extension [Parameter] {
    /// What the reader reads from a query.
    static let callbackQuery: [Parameter] = [
        Parameter("state", .words, "\(Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")) or dead"),
        Parameter("exchange", .integer(0...Int.max), "the exchange that fired it"),
        Parameter("mock", .text, "the mock that fired it"), Parameter("name", .text, "the callback's name"),
        Parameter("namespace", .text, "the mock's namespace"), Parameter("target", .text, "a part of where it goes"),
        .run,
        Parameter("type", .choice(["http", "kafka", "rabbitmq"]), "how it is sent"),
        Parameter("since", .text, "an instant such as 2026-11-24T10:00:00Z"),
        Parameter("until", .text, "an instant such as 2026-11-24T10:00:00Z"),
    ]
}
