internal import Model
internal import Storage

/// What Understudy knows of an exchange and HAR has no place for: the member `_understudy` of an entry. Other readers pass over
/// it, since its name starts with an underscore (HAR 1.2, "Custom Fields").
enum HARFacts {
    static let name = "_understudy"

    static func json(_ stored: StoredExchange, _ attribution: Attribution?) -> JSON {
        let exchange = stored.exchange
        var object: JSONObject = [
            "id": .int(exchange.id.rawValue), "kind": .string(exchange.kind.rawValue),
            "listener": .string(exchange.listener), "client": .string(exchange.client),
            "startedAt": .int(exchange.startedAt.nanoseconds), "target": .string(exchange.request.target),
            "origin": .string(exchange.origin.description), "durations": durations(exchange.timings),
            "request": message(exchange.requestBody, exchange.requestTrailers, isCoded: stored.request.decoded == nil),
        ]
        if let response = exchange.response {
            object["response"] = message(response.body, response.trailers, isCoded: stored.response.decoded == nil)
            if !response.interim.isEmpty { object["interim"] = .array(response.interim.map { .int($0) }) }
        }
        object["failure"] = exchange.failure.map {
            ["source": .string($0.source.rawValue), "phase": .string($0.phase.rawValue), "reason": .string($0.reason)]
        }
        object["clientTLS"] = exchange.clientTLS.map(json)
        object["upstreamTLS"] = exchange.upstreamTLS.map(json)
        object["upstreamAddress"] = exchange.upstreamAddress.map { .string($0) }
        object["upgrade"] = exchange.upgrade.map {
            ["name": .string($0.name), "clientBytes": .int($0.clientBytes), "upstreamBytes": .int($0.upstreamBytes)]
        }
        object["attribution"] = attribution.map(json)
        return .object(object)
    }

    /// - Parameter isCoded: whether the content stands in the file as it was sent, because nobody could decode it.
    private static func message(_ body: CapturedBody, _ trailers: FieldSection, isCoded: Bool) -> JSON {
        var object: JSONObject = ["length": .int(body.length), "wireLength": .int(body.wireLength)]
        if isCoded { object["coded"] = true }
        if body.isTruncated { object["kept"] = .int(body.bytes.count) }
        if !trailers.isEmpty { object["trailers"] = HARMessages.fields(trailers) }
        return .object(object)
    }

    private static func durations(_ timings: Timings) -> JSON {
        var object = JSONObject()
        for (name, duration) in [
            ("connect", timings.connect), ("tls", timings.tls), ("send", timings.send), ("wait", timings.wait),
            ("receive", timings.receive), ("total", timings.total),
        ] { object[name] = duration.map { .int($0.nanoseconds) } }
        return .object(object)
    }

    private static func json(_ facts: TLSFacts) -> JSON {
        var object: JSONObject = ["version": .string(facts.version), "cipher": .string(facts.cipher)]
        object["serverName"] = facts.serverName.map { .string($0) }
        object["alpn"] = facts.alpn.map { .string($0) }
        return .object(object)
    }

    private static func json(_ attribution: Attribution) -> JSON {
        var object: JSONObject = [
            "confidence": .number(JSONNumber(attribution.confidence)),
            "evidence": .array(attribution.evidence.map { .string($0) }), "pinned": .bool(attribution.isPinned),
        ]
        object["cause"] = attribution.cause.map { .int($0.rawValue) }
        return .object(object)
    }
}

// MARK: Reading

extension HARFacts {
    /// Puts the facts back into an exchange that was read from the rest of the entry.
    static func restore(_ facts: ImportCursor, in exchange: inout Exchange) throws(ImportError) {
        exchange.kind = try facts.string("kind").flatMap(Exchange.Kind.init(rawValue:)) ?? exchange.kind
        exchange.listener = try facts.string("listener") ?? exchange.listener
        exchange.client = try facts.string("client") ?? exchange.client
        exchange.request.target = try facts.string("target") ?? exchange.request.target
        if let url = try facts.string("origin").flatMap({ AbsoluteURL($0) }) { exchange.origin = url.origin }
        if let instant = facts["startedAt"]?.value.number?.int64 {
            exchange.startedAt = Timestamp(nanoseconds: instant)
        }
        if let durations = facts["durations"] { exchange.timings = timings(durations) }
        if let message = facts["request"] { try restore(message, &exchange.requestBody, &exchange.requestTrailers) }
        exchange.clientTLS = try facts["clientTLS"].map { member throws(ImportError) in try tls(member) }
        exchange.upstreamTLS = try facts["upstreamTLS"].map { member throws(ImportError) in try tls(member) }
        exchange.upstreamAddress = try facts.string("upstreamAddress") ?? exchange.upstreamAddress
        if let upgrade = facts["upgrade"] {
            exchange.upgrade = Exchange.Upgrade(
                name: try upgrade.required("name").string(),
                clientBytes: try upgrade.int("clientBytes") ?? 0,
                upstreamBytes: try upgrade.int("upstreamBytes") ?? 0
            )
        }
        try restoreOutcome(facts, in: &exchange)
    }

    private static func restoreOutcome(_ facts: ImportCursor, in exchange: inout Exchange) throws(ImportError) {
        var response = exchange.response
        if let message = facts["response"], var whole = response {
            try restore(message, &whole.body, &whole.trailers)
            whole.interim = try facts.list("interim").compactMap { $0.value.int }
            response = whole
        }
        if let failure = facts["failure"] {
            let reason = ExchangeFailure(
                source: try failure.string("source").flatMap(ExchangeFailure.Source.init(rawValue:)) ?? .ours,
                phase: try failure.string("phase").flatMap(ExchangeFailure.Phase.init(rawValue:)) ?? .receive,
                reason: try failure.string("reason") ?? ""
            )
            exchange.outcome = .failure(reason, partial: response)
        } else if let response {
            exchange.outcome = .response(response)
        }
    }

    private static func restore(
        _ message: ImportCursor,
        _ body: inout CapturedBody,
        _ trailers: inout FieldSection
    ) throws(ImportError) {
        body.wireLength = try message.int("wireLength") ?? body.wireLength
        // What the tap had cut off is still missing.
        if let length = try message.int("length"), let kept = try message.int("kept"), length > kept {
            body.length = body.bytes.count + length - kept
        }
        for field in try message.list("trailers") {
            trailers.append(try field.required("name").string(), try field.text("value") ?? "")
        }
    }

    private static func timings(_ durations: ImportCursor) -> Timings {
        func duration(_ name: String) -> Duration? { durations[name]?.value.number?.int64.map { .nanoseconds($0) } }
        return Timings(
            connect: duration("connect"),
            tls: duration("tls"),
            send: duration("send"),
            wait: duration("wait"),
            receive: duration("receive"),
            total: duration("total") ?? .zero
        )
    }

    private static func tls(_ facts: ImportCursor) throws(ImportError) -> TLSFacts {
        TLSFacts(
            version: try facts.string("version") ?? "",
            cipher: try facts.string("cipher") ?? "",
            serverName: try facts.string("serverName"),
            alpn: try facts.string("alpn")
        )
    }

    /// What a person decided about a webhook: the id of its cause in the file, nil for none. Nil when nobody decided.
    static func pin(_ facts: ImportCursor) -> (id: Int64, cause: Int64?)? {
        guard let attribution = facts["attribution"], attribution["pinned"]?.value.bool == true,
            let id = facts["id"]?.value.number?.int64
        else { return nil }
        return (id, attribution["cause"]?.value.number?.int64)
    }
}
