internal import Model

/// `POST /api/v1/callbacks/assert`: whether callbacks were sent as they should have been.
struct CallbackAssertEndpoint: Sendable {
    let source: any DeliverySource
    let queue: AdminQueue

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/callbacks/assert", .viewer, later: hold)
                .about(
                    "Whether callbacks were sent as often, in the order and with the content that is expected.",
                    note: "200 when it holds, 422 when not. The chapter says what the body holds.",
                    takes: Self.taken,
                    gives: Self.given,
                    or: [422: Self.given]
                )
                .reaching(.filtered)
        ]
    }

    private static let taken = Shape(
        "CallbackAssertion",
        [
            .optional("filter", .callbackFilter), .optional("count", .any), .optional("order", .list(.text)),
            .optional("body", .list(.map(.any))), .optional("within", .number),
        ]
    )
    private static let given = Shape(
        "AssertedCallbacks",
        [
            .required("holds", .boolean), .required("count", .integer), .required("reasons", .list(.text)),
            .required("found", .list(.callback)),
        ]
    )
    /// How many deliveries are looked at, and how many an answer shows.
    private static let (most, shown) = (10_000, 100)

    /// 200 when it holds, 422 when it does not; `within` is how many seconds it may take until it does, 0 unless asked
    /// otherwise, 600 at most.
    @Sendable private func hold(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.membersIfAny()
            let assertion = try CallbackAssertion(members, of: request)
            let limit = Duration.seconds(try members.number("within", 0...600) ?? 0)
            look(assertion, until: .now + limit, request.id, done)
        } catch {
            done(.refusal(error, request.id))
        }
    }

    /// Looks now, and again whenever something has become of a callback.
    private func look(
        _ assertion: CallbackAssertion,
        until end: ContinuousClock.Instant,
        _ id: ExchangeID,
        _ done: @escaping @Sendable (Answer) -> Void
    ) {
        do throws(Refusal) {
            let (found, reasons) = try judged(assertion)
            let left = ContinuousClock.now.duration(to: end)
            guard !reasons.isEmpty, left > .zero else { return done(answer(found, reasons)) }
            // A look that came just before the news must not wait for the end.
            source.whenChanged(within: min(left, .milliseconds(200))) {
                queue.run { look(assertion, until: end, id, done) }
            }
        } catch {
            done(.refusal(error, id))
        }
    }

    private func judged(_ assertion: CallbackAssertion) throws(Refusal) -> (found: [Delivery], reasons: [String]) {
        let found = try storing(
            try source.records.list(assertion.filter, offset: 0, limit: Self.most, newestFirst: false)
        )
        var fitting: Set<DeliveryID>?
        if let matcher = assertion.matcher {
            do throws(MockFormatError) { fitting = try source.fitting(found, matcher) } catch { throw .format(error) }
        }
        return (found, assertion.reasonsAgainst(found, fitting: fitting))
    }

    private func answer(_ found: [Delivery], _ reasons: [String]) -> Answer {
        .json(
            reasons.isEmpty ? 200 : 422,
            [
                "holds": .bool(reasons.isEmpty), "count": .int(found.count),
                "reasons": .array(reasons.map(JSON.string)),
                "found": .array(found.prefix(Self.shown).map(\.adminJSON)),
            ]
        )
    }
}
