internal import Model

/// `/api/v1/callbacks`: what became of the callbacks.
struct CallbackEndpoints: Sendable {
    let source: any DeliverySource

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/callbacks", list),
            Endpoint("POST", "/api/v1/callbacks/await", later: waitUntilSettled),
            Endpoint("GET", "/api/v1/callbacks/{id}", one),
        ]
    }

    /// `?state=&exchange=&mock=&offset=&limit=`, 100 at a time unless asked otherwise.
    @Sendable private func list(_ request: AdminRequest) -> Answer {
        do throws(Refusal) {
            let state = try request.state()
            let exchange = try request.exchange()
            let offset = try request.number("offset", 0, 0...Int.max)
            let limit = try request.number("limit", 100, 0...10_000)
            let mock = request.query["mock"].map { MockID(rawValue: $0) }
            let all = source.deliveries(state: state, exchange: exchange, mock: mock)
            return .json(
                200,
                [
                    "callbacks": .array(all.dropFirst(offset).prefix(limit).map(\.adminJSON)), "total": .int(all.count),
                    "offset": .int(offset), "limit": .int(limit),
                ]
            )
        } catch {
            return request.refusal(400, "validation", error.reason)
        }
    }

    @Sendable private func one(_ request: AdminRequest) -> Answer {
        let id = request.holes["id"] ?? ""
        guard let delivery = source.delivery(DeliveryID(rawValue: id)) else {
            return request.refusal(404, "not_found", "no callback \(id) is known; GET /api/v1/callbacks lists them")
        }
        return .json(200, delivery.adminJSON)
    }

    /// `?exchange=&timeout=SECONDS`, 30 unless asked otherwise, 600 at most. 200 when all have settled, 408 when the time
    /// ran out first; both say what there is.
    @Sendable private func waitUntilSettled(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let exchange = try request.exchange()
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
            done(request.refusal(400, "validation", error.reason))
        }
    }
}

/// Why a query cannot be understood.
struct Refusal: Error {
    let reason: String
}

extension AdminRequest {
    fileprivate func state() throws(Refusal) -> Delivery.State? {
        guard let text = query["state"] else { return nil }
        guard let state = Delivery.State(rawValue: text) else {
            throw Refusal(reason: "state=\(text) is none of pending, delivered, failed, abandoned")
        }
        return state
    }

    fileprivate func exchange() throws(Refusal) -> ExchangeID? {
        guard let text = query["exchange"] else { return nil }
        guard let number = Int64(text) else { throw Refusal(reason: "exchange=\(text) is not a number") }
        return ExchangeID(rawValue: number)
    }

    fileprivate func number(_ name: String, _ usual: Int, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let text = query[name] else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw Refusal(reason: "\(name)=\(text) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    fileprivate func seconds(_ name: String, _ usual: Double, _ range: ClosedRange<Double>) throws(Refusal) -> Duration
    {
        guard let text = query[name] else { return .seconds(usual) }
        guard let number = Double(text), range.contains(number) else {
            throw Refusal(
                reason: "\(name)=\(text) is not a number of seconds from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return .seconds(number)
    }
}
