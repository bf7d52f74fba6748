internal import GRDB
internal import Model

/// Turns rows of `ExchangeColumns.selection` back into exchanges.
enum ExchangeReader {
    static func exchange(_ row: Row) -> StoredExchange {
        let bodies = ExchangeColumns.names.count
        let response = response(row, body: row.bytes(bodies + 2))
        let outcome: Exchange.Outcome
        if let failure = failure(source: row[32], phase: row[33], reason: row[34]) {
            outcome = .failure(failure, partial: response)
        } else if let response {
            outcome = .response(response)
        } else {
            // No row is written so; one that a stranger made reads as what it is.
            let reason = "the row holds neither a response nor a failure"
            outcome = .failure(ExchangeFailure(source: .ours, phase: .receive, reason: reason), partial: nil)
        }
        let exchange = Exchange(
            id: ExchangeID(rawValue: row[0]),
            kind: Exchange.Kind(rawValue: row[2]) ?? .exchange,
            listener: row[3],
            client: row[4],
            origin: origin(scheme: row[5], host: row[6], port: row[7]),
            request: RequestHead(
                method: row[9],
                target: row[10],
                version: version(row[11]),
                fields: FieldSection(wireBytes: row.bytes(12))
            ),
            requestBody: CapturedBody(bytes: row.bytes(bodies), length: row[16], wireLength: row[17]),
            requestTrailers: FieldSection(wireBytes: row.bytes(13)),
            outcome: outcome,
            startedAt: Timestamp(nanoseconds: row[8]),
            timings: timings(row),
            clientTLS: facts(row, at: 41),
            upstreamTLS: facts(row, at: 45),
            upstreamAddress: row[49],
            upgrade: (row[50] as String?)
                .map { Exchange.Upgrade(name: $0, clientBytes: row[51] ?? 0, upstreamBytes: row[52] ?? 0) }
        )
        return StoredExchange(
            exchange,
            request: notes(row, decoded: bodies + 1, note: 19, length: 18),
            response: notes(row, decoded: bodies + 3, note: 30, length: 29)
        )
    }

    static func origin(scheme: String, host: String, port: Int) -> Origin {
        Origin(scheme: Scheme(rawValue: scheme) ?? .http, authority: Authority(host: host, port: port))
    }

    static func failure(source: String?, phase: String?, reason: String?) -> ExchangeFailure? {
        guard let source else { return nil }
        return ExchangeFailure(
            source: ExchangeFailure.Source(rawValue: source) ?? .ours,
            phase: phase.flatMap(ExchangeFailure.Phase.init(rawValue:)) ?? .receive,
            reason: reason ?? ""
        )
    }

    private static func response(_ row: Row, body: [UInt8]) -> Exchange.Response? {
        guard let status = row[20] as Int? else { return nil }
        return Exchange.Response(
            head: ResponseHead(
                status: status,
                reason: row[21] ?? "",
                version: version(row[22] ?? ""),
                fields: FieldSection(wireBytes: row.bytes(23))
            ),
            body: CapturedBody(bytes: body, length: row[27], wireLength: row[28]),
            trailers: FieldSection(wireBytes: row.bytes(24)),
            interim: (row[31] as String?)?.split(separator: ",").compactMap { Int($0) } ?? []
        )
    }

    private static func timings(_ row: Row) -> Timings {
        func phase(_ index: Int) -> Duration? { (row[index] as Int64?).map { .nanoseconds($0) } }
        return Timings(
            connect: phase(35),
            tls: phase(36),
            send: phase(37),
            wait: phase(38),
            receive: phase(39),
            total: phase(40) ?? .zero
        )
    }

    private static func facts(_ row: Row, at index: Int) -> TLSFacts? {
        guard let version = row[index] as String? else { return nil }
        return TLSFacts(
            version: version,
            cipher: row[index + 1] ?? "",
            serverName: row[index + 2],
            alpn: row[index + 3]
        )
    }

    private static func notes(
        _ row: Row,
        decoded: Int,
        note: Int,
        length: Int
    ) -> StoredExchange.BodyNotes {
        let isDecoded = (row[length] as Int?) != nil
        return StoredExchange.BodyNotes(decoded: isDecoded ? row.bytes(decoded) : nil, note: row[note])
    }

    private static func version(_ text: String) -> HTTPVersion { HTTPVersion(rawValue: text) ?? .http11 }
}
