internal import Model

/// Sending callbacks again, taking them back, and waiting for them.
struct CallbackActionEndpoints: Sendable {
    let source: any DeliverySource

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/callbacks/redeliver", .editor, redeliverMany)
                .about(
                    "Sends settled callbacks again.",
                    note: """
                        `{"ids": […]}`, or a filter: `{"state": "dead"}` for all dead letters. At most 10,000 at \
                        once.
                        """,
                    takes: Self.chosen,
                    gives: Self.redelivered
                )
                .reaching(.filtered),
            Endpoint("POST", "/api/v1/callbacks/{id}/redeliver", .editor, redeliver)
                .about(
                    "Sends a settled callback again, under the same id.",
                    note: "At once, the same bytes, with all its retries; 409 while it is pending.",
                    gives: Self.redelivered
                )
                .reaching(.ofCallback(in: source)),
            Endpoint("POST", "/api/v1/callbacks/{id}/cancel", .editor, later: cancel)
                .about(
                    "Takes a pending callback back.",
                    note: "409 when it has settled.",
                    gives: .done
                )
                .reaching(.ofCallback(in: source)),
            Endpoint("POST", "/api/v1/callbacks/await", .user, later: waitUntilSettled)
                .about(
                    "Waits until no callback is pending.",
                    note: """
                        `exchange` or `run` or neither (all), `timeout` in seconds (30, 600 at most), in the query \
                        or the body: 200 when none of them is pending, 408 when the time is over.
                        """,
                    asks: Self.waiting,
                    takes: Self.awaited,
                    gives: Self.settled,
                    or: [408: Self.settled]
                ),
            Endpoint("GET", "/api/v1/callbacks/await", .user, later: waitUntilSettled)
                .about(
                    "Waits until no callback is pending.",
                    note: """
                        `exchange` or `run` or neither (all), `timeout` in seconds (30, 600 at most), in the query \
                        or the body: 200 when none of them is pending, 408 when the time is over.
                        """,
                    asks: Self.waiting,
                    gives: Self.settled,
                    or: [408: Self.settled]
                ),
        ]
    }

    private static let chosen = Shape(
        "RedeliveredCallbacks",
        Shape.callbackFilterMembers + [.optional("ids", .list(.text))]
    )
    private static let redelivered = Shape(
        "Redelivery",
        [
            .required("success", .boolean), .required("message", .text), .required("redelivered", .integer),
            .required("ids", .list(.text)),
        ]
    )
    private static let awaited = Shape(
        "AwaitedCallbacks",
        [.optional("exchange", .integer), .optional("run", .text), .optional("timeout", .number)]
    )
    private static let settled = Shape(
        "Settled",
        [.required("settled", .boolean), .required("counts", .map(.integer))]
    )
    /// How many are sent again by one request.
    private static let most = 10_000

    @Sendable private func redeliver(_ request: AdminRequest) throws(Refusal) -> Answer {
        let delivery = try source.known(request.hole("id"))
        guard delivery.state != .pending else {
            throw .conflict("callback \(delivery.job.id) is pending; it can be sent again when it has settled")
        }
        return answer(to: [delivery])
    }

    /// Those of `ids`, or those that a filter lets pass: `{"state": "dead"}` for all dead letters.
    @Sendable private func redeliverMany(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.membersIfAny()
        var filter = try DeliveryFilterReader(members, of: request).filter()
        if let ids = try members.texts("ids") {
            guard !ids.isEmpty else { return answer(to: []) }
            filter.ids = ids.map { DeliveryID(rawValue: $0) }
        } else if filter == unrestricted(request) {
            throw .invalid(
                "which callbacks? say \"ids\", or a filter such as {\"state\": \"dead\"} for all dead letters"
            )
        }
        if filter.states.isEmpty { filter.states = Set(Delivery.State.allCases) }
        filter.states.remove(.pending)
        guard !filter.states.isEmpty else { return answer(to: []) }
        return answer(
            to: try storing(try source.records.list(filter, offset: 0, limit: Self.most, newestFirst: false))
        )
    }

    /// What a body says that restricts nothing.
    private func unrestricted(_ request: AdminRequest) -> DeliveryFilter {
        var filter = DeliveryFilter()
        filter.namespace = request.filteredNamespace
        return filter
    }

    private func answer(to deliveries: [Delivery]) -> Answer {
        for delivery in deliveries { source.redeliver(delivery) }
        return .done(
            deliveries.count == 1 ? "1 callback is sent again" : "\(deliveries.count) callbacks are sent again",
            [
                "redelivered": .int(deliveries.count),
                "ids": .array(deliveries.map { .string($0.job.id.rawValue) }),
            ]
        )
    }

    @Sendable private func cancel(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let delivery = try source.known(request.hole("id"))
            source.cancel(delivery.job.id) { isCancelled in
                if isCancelled { return done(.done("callback \(delivery.job.id) cancelled", [:])) }
                done(.refusal(.conflict("callback \(delivery.job.id) is not pending any more"), request.id))
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private static let waiting: [Parameter] = [
        Parameter("exchange", .integer(0...Int.max), "whose callbacks are awaited"), .run,
        Parameter("timeout", .seconds(0...600), "how long to wait, in seconds; 30 unless given"),
    ]

    /// Of one `exchange`, of one `run`, or all; `timeout` is in seconds, 30 unless asked otherwise, 600 at most. 200 when
    /// all have settled, 408 when the time ran out first; both say what there is.
    @Sendable private func waitUntilSettled(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.membersIfAny()
            let reader =
                members.object.members.isEmpty
                ? DeliveryFilterReader(request) : DeliveryFilterReader(members, of: request)
            var filter = DeliveryFilter()
            (filter.exchange, filter.run) = (try reader.exchange(), try reader.filter().run)
            let asked = try members.number("timeout", 0...600)
            let usual = try request.seconds("timeout", 30, 0...600)
            let limit = asked.map { Duration.seconds($0) } ?? usual
            let counted = filter
            source.whenSettled(try awaited(filter), within: limit) { isSettled in
                let counts = (try? source.records.counts(counted)) ?? [:]
                done(.json(isSettled ? 200 : 408, ["settled": .bool(isSettled), "counts": counts.json]))
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private func awaited(_ filter: DeliveryFilter) throws(Refusal) -> AwaitedCallbacks {
        if let exchange = filter.exchange { return .exchange(exchange) }
        return filter.run.map { .run($0) } ?? .all
    }
}
