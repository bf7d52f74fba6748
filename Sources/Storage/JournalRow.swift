internal import GRDB
internal import Model

/// A journal entry on its way into the file and back.
enum JournalRow {
    /// In the order in which `values` gives them and `entry` finds them.
    static let columns = """
        id, arrived_at, run, namespace, mock, listener, client, form, scheme, host, port, received_at, \
        method, target, request_version, request_fields, request_body, \
        status, response_fields, response_body, nearest, unresolved
        """

    static func values(_ entry: JournalEntry) -> StatementArguments {
        let request = entry.request
        return [
            entry.id.rawValue, entry.at.nanoseconds, text(entry.run.rawValue), text(entry.namespace),
            (entry.mock?.rawValue).map(text), text(request.listener), text(request.client), name(of: request.form),
            request.scheme.rawValue, (request.authority?.host).map(text), request.authority?.port,
            request.receivedAt.nanoseconds,
            text(request.head.method), text(request.head.target), request.head.version.rawValue,
            blob(request.head.fields.wireBytes), request.body.map(blob),
            entry.status, blob(entry.fields.wireBytes), blob(entry.body), lines(entry.nearest), lines(entry.unresolved),
        ]
    }

    static func entry(_ row: Row) -> JournalEntry {
        JournalEntry(
            id: ExchangeID(rawValue: row[0]),
            at: row.instant(1),
            run: RunID(rawValue: row.text(2)),
            namespace: row.text(3),
            mock: row.optionalText(4).map(MockID.init(rawValue:)),
            request: request(row),
            answer: Answer(status: row[17], fields: FieldSection(wireBytes: row.bytes(18)), body: row.bytes(19)),
            nearest: row.lines(20),
            unresolved: row.lines(21)
        )
    }

    private static func request(_ row: Row) -> IncomingRequest {
        IncomingRequest(
            id: ExchangeID(rawValue: row[0]),
            listener: row.text(5),
            client: row.text(6),
            form: form(named: row[7]),
            scheme: Scheme(rawValue: row[8]) ?? .http,
            authority: row.optionalText(9).map { Authority(host: $0, port: row[10]) },
            head: RequestHead(
                method: row.text(12),
                target: row.text(13),
                version: HTTPVersion(rawValue: row[14]) ?? .http11,
                fields: FieldSection(wireBytes: row.bytes(15))
            ),
            body: row.hasNull(atIndex: 16) ? nil : row.bytes(16),
            receivedAt: row.instant(11)
        )
    }

    private static func name(of form: IncomingRequest.Form) -> String {
        switch form {
        case .origin: "origin"
        case .absolute: "absolute"
        case .tunnelled: "tunnelled"
        }
    }

    private static func form(named name: String) -> IncomingRequest.Form {
        switch name {
        case "absolute": .absolute
        case "tunnelled": .tunnelled
        default: .origin
        }
    }
}
