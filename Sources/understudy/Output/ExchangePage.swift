internal import Model
internal import Storage

/// One exchange with everything that is known of it.
struct ExchangePage {
    let stored: StoredExchange
    let caused: [Attribution]
    /// Which of them are messages.
    let messages: Set<ExchangeID>

    private var exchange: Exchange { stored.exchange }

    /// For people: as on the wire, with remarks before each part.
    var text: String {
        var lines = [
            "# \(exchange.kind.rawValue) \(exchange.id), \(CalendarDate(exchange.startedAt).rfc3339(fractionDigits: 3)), from \(exchange.client) through \(exchange.listener) to \(exchange.origin)",
            "# \(timingText)",
        ]
        if let tls = exchange.clientTLS { lines.append("# client: \(tls.version), \(tls.cipher)") }
        if let tls = exchange.upstreamTLS { lines.append("# upstream: \(tls.version), \(tls.cipher)") }
        lines += caused.map {
            "# caused \(noun($0)) \($0.webhook) (\(Int(($0.confidence * 100).rounded()))%): \($0.evidence.joined(separator: "; "))"
        }
        lines.append("")
        lines.append("\(exchange.request.method) \(exchange.request.target) \(exchange.request.version.rawValue)")
        lines += exchange.request.fields.map { "\($0.name): \($0.value)" }
        lines += bodyLines(exchange.requestBody, readable: stored.readableRequest)
        lines += exchange.requestTrailers.map { "\($0.name): \($0.value)" }
        lines.append("")
        if let response = exchange.response {
            lines += response.interim.map { "\(exchange.request.version.rawValue) \($0) \(reasonPhrase(for: $0))" }
            lines.append("\(response.head.version.rawValue) \(response.head.status) \(response.head.reason)")
            lines += response.head.fields.map { "\($0.name): \($0.value)" }
            lines += bodyLines(response.body, readable: stored.readableResponse)
            lines += response.trailers.map { "\($0.name): \($0.value)" }
        }
        if let failure = exchange.failure {
            lines.append("# failed: \(failure.source.rawValue), \(failure.phase.rawValue): \(failure.reason)")
        }
        if let upgrade = exchange.upgrade {
            lines.append("# \(upgrade.name): \(upgrade.clientBytes) bytes up, \(upgrade.upstreamBytes) bytes down")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func noun(_ attribution: Attribution) -> String {
        messages.contains(attribution.webhook) ? "message" : "webhook"
    }

    private var timingText: String {
        let phases: [(String, Duration?)] = [
            ("connect", exchange.timings.connect), ("TLS", exchange.timings.tls), ("send", exchange.timings.send),
            ("wait", exchange.timings.wait), ("receive", exchange.timings.receive), ("total", exchange.timings.total),
        ]
        return phases.compactMap { name, duration in duration.map { "\(name) \(Self.milliseconds($0))" } }
            .joined(separator: ", ")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(Double(Int((duration.inMilliseconds * 1_000).rounded())) / 1_000) ms"
    }

    private func bodyLines(_ body: CapturedBody, readable: [UInt8]) -> [String] {
        guard body.length > 0 else { return [] }
        var lines = [""]
        if body.isTruncated { lines.append("# the first \(body.bytes.count) of \(body.length) bytes") }
        if let text = String(validating: readable, as: UTF8.self) {
            lines.append(text)
        } else {
            lines.append("# \(readable.count) bytes that are no text")
        }
        return lines
    }

    /// For machines.
    var json: JSON {
        var object: JSONObject = [
            "id": .int(exchange.id.rawValue), "kind": .string(exchange.kind.rawValue),
            "listener": .string(exchange.listener), "client": .string(exchange.client),
            "origin": .string("\(exchange.origin)"),
            "startedAt": .string(CalendarDate(exchange.startedAt).rfc3339(fractionDigits: 9)),
            "request": [
                "method": .string(exchange.request.method), "target": .string(exchange.request.target),
                "fields": fieldsJSON(exchange.request.fields),
                "body": Self.bodyJSON(exchange.requestBody, readable: stored.readableRequest),
                "trailers": fieldsJSON(exchange.requestTrailers),
            ],
        ]
        if let response = exchange.response {
            object["response"] = [
                "status": .int(response.head.status), "reason": .string(response.head.reason),
                "interim": .array(response.interim.map { .int($0) }), "fields": fieldsJSON(response.head.fields),
                "body": Self.bodyJSON(response.body, readable: stored.readableResponse),
                "trailers": fieldsJSON(response.trailers),
            ]
        }
        object["failure"] = exchange.failure.map {
            ["source": .string($0.source.rawValue), "phase": .string($0.phase.rawValue), "reason": .string($0.reason)]
        }
        object["timings"] = timingsJSON
        object["upstreamAddress"] = exchange.upstreamAddress.map { .string($0) }
        object["clientTLS"] = exchange.clientTLS.map(tlsJSON)
        object["upstreamTLS"] = exchange.upstreamTLS.map(tlsJSON)
        object["upgrade"] = exchange.upgrade.map {
            ["name": .string($0.name), "clientBytes": .int($0.clientBytes), "upstreamBytes": .int($0.upstreamBytes)]
        }
        object["caused"] = .array(
            caused.map { .object([noun($0): .int($0.webhook.rawValue), "attribution": $0.json]) }
        )
        return .object(object)
    }

    private func fieldsJSON(_ fields: FieldSection) -> JSON {
        .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    /// A content with its lengths.
    static func bodyJSON(_ body: CapturedBody, readable: [UInt8]) -> JSON {
        var object: JSONObject = [
            "length": .int(body.length), "wireLength": .int(body.wireLength), "kept": .int(body.bytes.count),
            "truncated": .bool(body.isTruncated),
        ]
        if let text = String(validating: readable, as: UTF8.self) {
            object["text"] = .string(text)
        } else {
            object["hex"] = .string(readable.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
        return .object(object)
    }

    private var timingsJSON: JSON {
        var object: JSONObject = [:]
        for (name, duration) in [
            ("connect", exchange.timings.connect), ("tls", exchange.timings.tls), ("send", exchange.timings.send),
            ("wait", exchange.timings.wait), ("receive", exchange.timings.receive), ("total", exchange.timings.total),
        ] {
            object[name] = duration.map { .number(JSONNumber($0.inMilliseconds)) }
        }
        return .object(object)
    }

    private func tlsJSON(_ facts: TLSFacts) -> JSON {
        var object: JSONObject = ["version": .string(facts.version), "cipher": .string(facts.cipher)]
        object["serverName"] = facts.serverName.map { .string($0) }
        object["alpn"] = facts.alpn.map { .string($0) }
        return .object(object)
    }
}
