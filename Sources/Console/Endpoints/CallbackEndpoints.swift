internal import Model

/// `/api/v1/callbacks`: what became of the callbacks.
struct CallbackEndpoints: Sendable {
    let source: any DeliverySource

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/callbacks", .viewer, list)
                .about("Lists what became of callbacks.", gives: Self.list),
            Endpoint("POST", "/api/v1/callbacks/await", .viewer, later: waitUntilSettled)
                .about("Waits until no callback is pending.", gives: Self.settled),
            Endpoint("GET", "/api/v1/callbacks/{id}", .viewer, one)
                .about("One callback with its attempts.", gives: Self.callback),
        ]
    }

    private static let callback = Shape(
        "Callback",
        [
            .required("id", .text), .required("exchange", .integer), .required("mock", .text),
            .required("index", .integer), .required("type", .text), .required("target", .text),
            .required("state", .text), .required("async", .boolean), .required("delay", .number),
            .required("headers", .map(.text)), .required("body", .any), .required("attempts", .list(.map(.any))),
            .required("unresolved", .list(.text)),
        ]
    )
    private static let list = Shape(
        "CallbackList",
        [
            .required("callbacks", .list(callback)), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )
    private static let settled = Shape(
        "Settled",
        [.required("settled", .boolean), .required("counts", .map(.integer))]
    )

    /// `?state=&exchange=&mock=&offset=&limit=`, 100 at a time unless asked otherwise.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let state = try request.state()
        let exchange = try request.exchange("exchange")
        let page = try request.page(usual: 100)
        let mock = request.query["mock"].map { MockID(rawValue: $0) }
        let all = source.deliveries(state: state, exchange: exchange, mock: mock)
        return .json(
            200,
            [
                "callbacks": .array(page.of(all).map(\.adminJSON)), "total": .int(all.count),
                "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let id = request.hole("id")
        guard let delivery = source.delivery(DeliveryID(rawValue: id)) else {
            throw .missing("no callback \(id) is known; GET /api/v1/callbacks lists them")
        }
        return .json(200, delivery.adminJSON)
    }

    /// `?exchange=&timeout=SECONDS`, 30 unless asked otherwise, 600 at most. 200 when all have settled, 408 when the time
    /// ran out first; both say what there is.
    @Sendable private func waitUntilSettled(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let exchange = try request.exchange("exchange")
            let limit = try request.seconds("timeout", 30, 0...600)
            source.whenSettled(exchange: exchange, within: limit) { isSettled in
                let deliveries = source.deliveries(state: nil, exchange: exchange, mock: nil)
                var counts = JSONObject()
                for state in [Delivery.State.pending, .delivered, .failed, .abandoned] {
                    counts[state.rawValue] = .int(deliveries.count { $0.state == state })
                }
                done(.json(isSettled ? 200 : 408, ["settled": .bool(isSettled), "counts": .object(counts)]))
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }
}

extension AdminRequest {
    fileprivate func state() throws(Refusal) -> Delivery.State? {
        guard let text = query["state"] else { return nil }
        guard let state = Delivery.State(rawValue: text) else {
            throw .invalid("state=\(text) is none of pending, delivered, failed, abandoned")
        }
        return state
    }

    /// An exchange that the query names.
    func exchange(_ name: String) throws(Refusal) -> ExchangeID? {
        guard let text = query[name] else { return nil }
        guard let number = Int64(text) else { throw .invalid("\(name)=\(text) is not a number") }
        return ExchangeID(rawValue: number)
    }
}
