internal import Model

/// `/api/v1/callbacks`: what became of the callbacks.
struct CallbackEndpoints: Sendable {
    let source: any DeliverySource
    /// Whether settled ones can be taken away by request.
    let canForget: Bool

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/callbacks", .viewer, list)
                .about("Lists what became of callbacks.", asks: .callbackQuery + [.order] + .page, gives: .callbackList)
                .reaching(.filtered),
            Endpoint("GET", "/api/v1/callbacks/dead", .viewer, dead)
                .about(
                    "Lists the dead letters: callbacks that failed or were abandoned.",
                    asks: .callbackQuery + [.order] + .page,
                    gives: .callbackList
                )
                .reaching(.filtered),
            Endpoint("GET", "/api/v1/callbacks/{id}", .viewer, one)
                .about(
                    "One callback with its attempts.",
                    note: """
                        With the bytes that are sent, the key of a record or a message, its times, its attempts and what the receiver answered.
                        """,
                    gives: .callback
                )
                .reaching(.ofCallback(in: source)),
        ] + (canForget ? [forgetting] : [])
    }

    private var forgetting: Endpoint {
        Endpoint("DELETE", "/api/v1/callbacks", .editor, remove)
            .about(
                "Forgets callbacks that have settled.",
                note: "Those that a filter passes; not of a replay run.",
                gives: Self.removed
            )
            .reaching(.filtered)
    }

    private static let removed = Shape(
        "RemovedCallbacks",
        [.required("success", .boolean), .required("message", .text), .required("removed", .integer)]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        try list(request, DeliveryFilterReader(request).filter())
    }

    @Sendable private func dead(_ request: AdminRequest) throws(Refusal) -> Answer {
        var filter = try DeliveryFilterReader(request).filter()
        filter.states = DeliveryFilter.dead.states
        return try list(request, filter)
    }

    /// 100 at a time unless asked otherwise; `?order=desc` gives the newest first.
    private func list(_ request: AdminRequest, _ filter: DeliveryFilter) throws(Refusal) -> Answer {
        let page = try request.page(usual: 100)
        let isReversed: Bool
        switch request.query["order"] ?? "asc" {
        case "asc", "": isReversed = false
        case "desc": isReversed = true
        case let other: throw .invalid("order=\(other) is neither asc nor desc")
        }
        let rows = try storing(
            try source.records.list(filter, offset: page.offset, limit: page.limit, newestFirst: isReversed)
        )
        let counts = try storing(try source.records.counts(filter))
        return .json(
            200,
            [
                "callbacks": .array(rows.map(\.adminJSON)), "count": .int(rows.count),
                "total": .int(counts.values.reduce(0, +)), "counts": counts.json, "offset": .int(page.offset),
                "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, try source.known(request.hole("id")).adminJSON)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let filter = try DeliveryFilterReader(request).filter()
        let count = try storing(try source.records.removeSettled(filter))
        return .done("\(count) callbacks forgotten", ["removed": .int(count)])
    }
}

extension Reach {
    /// That of the mock that sent the callback in the path.
    static func ofCallback(in source: any DeliverySource) -> Reach {
        .of("the callback's namespace") { request in
            (try? source.known(request.hole("id"))).map { [$0.job.namespace] } ?? []
        }
    }
}

extension DeliverySource {
    /// The delivery of this id.
    func known(_ id: String) throws(Refusal) -> Delivery {
        guard let delivery = try storing(try records.one(DeliveryID(rawValue: id))) else {
            throw .missing("no callback \(id) is known; GET /api/v1/callbacks lists them")
        }
        return delivery
    }
}

extension [Delivery.State: Int] {
    /// Every state with its number, in the order in which they are declared.
    var json: JSON {
        .object(JSONObject(Delivery.State.allCases.map { JSONObject.Member($0.rawValue, .int(self[$0] ?? 0)) }))
    }
}

extension Shape {
    static let callback = Shape(
        "Callback",
        [
            .required("id", .text), .required("exchange", .integer), .required("mock", .text),
            .required("index", .integer), .optional("name", .text), .required("run", .text),
            .required("namespace", .text), .required("depth", .integer), .required("type", .text),
            .required("target", .text), .optional("key", .text),
            .optional("properties", .map(.any)), .required("state", .text), .required("async", .boolean),
            .required("submittedAt", .text), .required("dueAt", .text), .required("delay", .number),
            .required("headers", .map(.any)), .required("body", .any), .required("attempts", .list(.map(.any))),
            .required("unresolved", .list(.text)),
        ]
    )
    static let callbackList = Shape(
        "CallbackList",
        [
            .required("callbacks", .list(callback)), .required("count", .integer), .required("total", .integer),
            .required("counts", .map(.integer)), .required("offset", .integer), .required("limit", .integer),
        ]
    )
    static let callbackFilter = Shape("CallbackFilter", callbackFilterMembers)

    /// What restricts a list of callbacks.
    static let callbackFilterMembers: [Member] = [
        .optional("state", .text), .optional("exchange", .integer), .optional("mock", .text), .optional("name", .text),
        .optional("run", .text), .optional("namespace", .text), .optional("type", .text), .optional("target", .text),
        .optional("since", .text), .optional("until", .text),
    ]
}
