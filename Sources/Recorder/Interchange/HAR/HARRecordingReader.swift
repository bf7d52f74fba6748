internal import Codings
public import Model

/// What an HTTP Archive holds as a recording.
public struct ImportedRecording: Sendable {
    /// In the order in which they began; ids count from the one that was asked for.
    public var exchanges: [Exchange]
    /// What a person had decided about webhooks, by the new ids.
    public var pins: [(webhook: ExchangeID, cause: ExchangeID?)]
    /// What the file says and a recording does not.
    public var notes: [InterchangeNote]
}

extension Interchange {
    /// Reads an HTTP Archive as what was recorded, so that mocks can be built of it: files of browsers, of mitmproxy, and our
    /// own exports, which come back with all that was known.
    ///
    /// - Parameter first: the id of the first exchange.
    /// - Throws: where the text is no HAR.
    public static func recording(fromHAR bytes: [UInt8], first: ExchangeID) throws(ImportError) -> ImportedRecording {
        var draft = ImportDraft()
        let log = try json(bytes).required("log")
        var entries: [HARRecordedEntry] = []
        for entry in try log.required("entries").elements() {
            if let entry = try HARRecordedEntry(entry, &draft) { entries.append(entry) }
        }
        // The order of a file is that in which pages loaded, and that of a recording the order of time.
        let inOrder = entries.enumerated()
            .sorted { ($0.element.exchange.startedAt, $0.offset) < ($1.element.exchange.startedAt, $1.offset) }
            .map(\.element)
        var result = ImportedRecording(exchanges: [], pins: [], notes: [])
        var ids: [Int64: ExchangeID] = [:]
        for (number, entry) in inOrder.enumerated() {
            var exchange = entry.exchange
            exchange.id = ExchangeID(rawValue: first.rawValue + Int64(number))
            if let old = entry.id { ids[old] = exchange.id }
            result.exchanges.append(exchange)
        }
        for pin in inOrder.compactMap(\.pin) {
            guard let webhook = ids[pin.id] else { continue }
            result.pins.append((webhook, pin.cause.flatMap { ids[$0] }))
        }
        result.notes = draft.finished().notes
        return result
    }
}

/// One entry as an exchange.
struct HARRecordedEntry {
    private(set) var exchange: Exchange
    /// The id that it had when it was exported.
    private(set) var id: Int64?
    private(set) var pin: (id: Int64, cause: Int64?)?

    /// Nil, with a note, for what is no HTTP exchange.
    init?(_ entry: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        let request = try entry.required("request")
        let url = try request.required("url")
        guard let place = AbsoluteURL(try url.string()) else {
            draft.note(url.path, "only http and https URLs are recorded, not \"\(try url.string().prefix(80))\"")
            return nil
        }
        let fields = try Self.fields(request)
        exchange = Exchange(
            id: ExchangeID(rawValue: 0),
            listener: "import",
            client: "",
            origin: place.origin,
            request: RequestHead(
                method: try request.required("method").string(),
                target: place.target,
                version: try Self.version(request),
                fields: fields
            ),
            outcome: .failure(
                ExchangeFailure(source: .upstream, phase: .wait, reason: "no response was recorded"),
                partial: nil
            ),
            startedAt: try Self.instant(entry),
            timings: try Self.timings(entry)
        )
        let body = try Self.body(request["postData"], &draft)
        let facts = entry[HARFacts.name]
        exchange.requestBody =
            facts?["request"]?["coded"] == nil
            ? Self.coded(body, &exchange.request.fields, request.path, &draft) : CapturedBody(bytes: body)
        let address = try entry.string("serverIPAddress") ?? ""
        if !address.isEmpty { exchange.upstreamAddress = Authority(host: address, port: place.origin.port).description }
        if let response = entry["response"], let status = try response.int("status"), (100...999).contains(status) {
            exchange.outcome = .response(
                try Self.response(response, status, isCoded: facts?["response"]?["coded"] != nil, &draft)
            )
            if status == 101 {
                exchange.upgrade = Exchange.Upgrade(name: fields.first("Upgrade")?.lowercased() ?? "unknown")
            }
        } else if let failed = [entry, entry["response"]].compactMap(\.self).first(where: { $0["_error"] != nil }) {
            let reason = try failed.text("_error") ?? ""
            exchange.outcome = .failure(ExchangeFailure(source: .upstream, phase: .wait, reason: reason), partial: nil)
        }
        guard let facts else { return }
        (id, pin) = (facts["id"]?.value.number?.int64, HARFacts.pin(facts))
        try HARFacts.restore(facts, in: &exchange)
    }

    // MARK: Parts

    private static func fields(_ message: ImportCursor) throws(ImportError) -> FieldSection {
        var section = FieldSection()
        for field in try message.list("headers") {
            let name = try field.required("name").string()
            // Pseudo-fields of HTTP/2 are none of the message's.
            guard !name.hasPrefix(":"), ResponseFields.isToken(name) else { continue }
            for line in (try field.text("value") ?? "")
                .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            {
                section.append(name, String(line))
            }
        }
        return section
    }

    private static func version(_ message: ImportCursor) throws(ImportError) -> HTTPVersion {
        switch try message.text("httpVersion")?.lowercased() ?? "" {
        case "http/1.0": .http10
        case "h2", "http/2", "http/2.0", "h3", "http/3": .http2
        default: .http11
        }
    }

    private static func instant(_ entry: ImportCursor) throws(ImportError) -> Timestamp {
        let started = try entry.required("startedDateTime")
        guard let instant = ClockFormat.read(.string(try started.string()))?.instant else {
            throw started.error("a time as in 2026-01-31T10:00:00.000Z should stand here")
        }
        return instant
    }

    private static func timings(_ entry: ImportCursor) throws(ImportError) -> Timings {
        func phase(_ name: String) -> Duration? {
            guard let number = entry["timings"]?[name]?.value.number?.double, number >= 0 else { return nil }
            return duration(milliseconds: number)
        }
        let tls = phase("ssl")
        let connect = phase("connect").map { max(.zero, $0 - (tls ?? .zero)) }
        let sum = [phase("connect"), phase("send"), phase("wait"), phase("receive")].compactMap(\.self).reduce(.zero, +)
        let total = try entry.amount("time").map(duration)
        return Timings(
            connect: connect,
            tls: tls,
            send: phase("send"),
            wait: phase("wait"),
            receive: phase("receive"),
            total: total ?? sum
        )
    }

    private static func duration(milliseconds: Double) -> Duration {
        .nanoseconds(Int64(min(milliseconds, 1e12) * 1_000_000))
    }

    private static func response(
        _ response: ImportCursor,
        _ status: Int,
        isCoded: Bool,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Exchange.Response {
        let head = ResponseHead(
            status: status,
            reason: try response.text("statusText") ?? "",
            version: try version(response),
            fields: try fields(response)
        )
        var result = Exchange.Response(head: head)
        guard let content = response["content"] else { return result }
        let bytes = try bytes(of: content)
        if bytes.isEmpty, try content.int("size") ?? 0 > 0, status != 304 {
            draft.note(content.path, "the body is not in the file")
        }
        result.body = isCoded ? CapturedBody(bytes: bytes) : coded(bytes, &result.head.fields, response.path, &draft)
        return result
    }

    private static func bytes(of content: ImportCursor) throws(ImportError) -> [UInt8] {
        guard let text = try content.string("text"), !text.isEmpty else { return [] }
        guard try content.string("encoding")?.lowercased() == "base64" else { return Array(text.utf8) }
        guard let bytes = Base64.decoded(text) else {
            throw content.error("\"text\" should be base64, as \"encoding\" says")
        }
        return bytes
    }

    /// The request's content: a text, bytes beside it, or a form that was taken apart.
    private static func body(_ data: ImportCursor?, _ draft: inout ImportDraft) throws(ImportError) -> [UInt8] {
        guard let data else { return [] }
        if let base64 = try data.string("_base64") {
            guard let bytes = Base64.decoded(base64) else { throw data.error("\"_base64\" is no base64") }
            return bytes
        }
        let bytes = try bytes(of: data)
        let pairs = try data.list("params")
        guard bytes.isEmpty, !pairs.isEmpty else { return bytes }
        guard try data.text("mimeType")?.lowercased().hasPrefix("multipart/") != true else {
            draft.note(
                data.path,
                "a multipart form that was taken apart is not put together again; the body is left out"
            )
            return []
        }
        var texts: [String] = []
        for pair in pairs {
            let (name, value) = (try pair.text("name") ?? "", try pair.text("value") ?? "")
            texts.append("\(PercentEncoding.encoded(name))=\(PercentEncoding.encoded(value))")
        }
        return Array(texts.joined(separator: "&").utf8)
    }

    /// The content as it was sent: a file holds it decoded, so it is coded again as `Content-Encoding` says.
    private static func coded(
        _ bytes: [UInt8],
        _ fields: inout FieldSection,
        _ path: String,
        _ draft: inout ImportDraft
    ) -> CapturedBody {
        let codings = fields.all(named: "Content-Encoding").joined(separator: ", ")
        guard !codings.isEmpty, codings.lowercased() != "identity", !bytes.isEmpty else {
            return CapturedBody(bytes: bytes)
        }
        if let coded = try? ContentCoding.encode(bytes, codings: codings) { return CapturedBody(bytes: coded) }
        draft.note(path, "the content coding \(codings) is not known; the content stands as it is, without that field")
        var rest = FieldSection()
        for field in fields where field.name.lowercased() != "content-encoding" {
            rest.append(field.name, bytes: field.valueBytes)
        }
        fields = rest
        return CapturedBody(bytes: bytes)
    }
}
