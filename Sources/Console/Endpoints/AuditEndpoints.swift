internal import Model
internal import Storage

/// `/api/v1/admin/audit`: who did what, when, and from where.
struct AuditEndpoints: Sendable {
    let store: AuditStore

    /// How many rows an export holds at most: all that are kept.
    private static let most = 100_000

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/admin/audit", .admin, list)
                .about("Lists what was done, the newest first.", asks: Self.filters + .page, gives: Self.list),
            Endpoint("GET", "/api/v1/admin/audit/export", .admin, export)
                .about(
                    "All of it, as JSON lines or CSV.",
                    note: "JSON lines unless `format=csv` is asked for.",
                    asks: Self.filters + [
                        Parameter("format", .choice(["json", "csv"]), "JSON lines unless CSV is wanted")
                    ],
                    gives: Shape(.bytes("*/*"))
                ),
        ]
    }

    private static let filters = [
        Parameter("actor", .text, "the login of the one who did it"),
        Parameter("operation", .text, "a part of the endpoint's method and path"),
        Parameter("namespace", .text, "the namespace that it was about"),
        Parameter("since", .text, "an instant: then or later"),
        Parameter("until", .text, "an instant: before it"),
    ]

    private static let row = Shape(
        "AuditEntry",
        [
            .required("id", .integer), .required("at", .text), .required("actor", .text),
            .optional("token", .nullable(.text)),
            .required("address", .text), .required("operation", .text), .required("path", .text),
            .optional("namespace", .nullable(.text)), .required("status", .integer), .required("request_id", .text),
        ]
    )
    private static let list = Shape(
        "AuditList",
        [
            .required("entries", .list(row)), .required("items", .list(row)), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let (page, filter) = (try request.page(usual: 100), try filter(request))
        let entries = try storing(try store.list(filter, offset: page.offset, limit: page.limit))
        let rows = JSON.array(entries.map(\.json))
        return .json(
            200,
            [
                "entries": rows, "items": rows, "total": .int(try storing(try store.count(filter))),
                "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func export(_ request: AdminRequest) throws(Refusal) -> Answer {
        let format = request.query["format"] ?? "json"
        guard ["json", "csv"].contains(format) else { throw .invalid("format=\(format) is neither json nor csv") }
        let wanted = try filter(request)
        let entries = try storing(try store.list(wanted, offset: 0, limit: Self.most))
        let isCSV = format == "csv"
        let text = isCSV ? AuditCSV.page(entries) : entries.map { "\($0.json.text)\n" }.joined()
        return Answer(
            status: 200,
            fields: [
                ("Content-Type", isCSV ? "text/csv; charset=utf-8" : "application/x-ndjson"),
                ("Content-Disposition", "attachment; filename=\"audit.\(isCSV ? "csv" : "jsonl")\""),
            ],
            body: Array(text.utf8)
        )
    }

    /// `?actor=&operation=&namespace=&since=&until=`.
    private func filter(_ request: AdminRequest) throws(Refusal) -> AuditFilter {
        func text(_ name: String) -> String? { request.query[name].flatMap { $0.isEmpty ? nil : $0 } }
        var filter = AuditFilter()
        (filter.actor, filter.operation, filter.namespace) = (text("actor"), text("operation"), text("namespace"))
        (filter.since, filter.until) = (try instant("since", text("since")), try instant("until", text("until")))
        return filter
    }

    private func instant(_ name: String, _ text: String?) throws(Refusal) -> Timestamp? {
        guard let text else { return nil }
        guard let instant = Timestamp(text: text) else {
            throw .invalid("\(name)=\(text) is no instant such as 2026-11-24T10:00:00Z")
        }
        return instant
    }
}

extension AuditEntry {
    fileprivate var json: JSON {
        [
            "id": .int(id), "at": .string(at.adminText), "actor": .string(actor),
            "token": token.map { .string($0) } ?? .null, "address": .string(address), "operation": .string(operation),
            "path": .string(path), "namespace": namespace.map { .string($0) } ?? .null, "status": .int(status),
            "request_id": .string(request.description),
        ]
    }
}

extension JSON {
    fileprivate var text: String { String(decoding: serialized(), as: UTF8.self) }
}

/// The audit log as CSV (RFC 4180).
private enum AuditCSV {
    static func page(_ entries: [AuditEntry]) -> String {
        let head = "id,at,actor,token,address,operation,path,namespace,status,request_id\r\n"
        return head + entries.map(line).joined()
    }

    private static func line(_ entry: AuditEntry) -> String {
        let cells = [
            "\(entry.id)", entry.at.adminText, entry.actor, entry.token ?? "", entry.address, entry.operation,
            entry.path, entry.namespace ?? "", "\(entry.status)", entry.request.description,
        ]
        return cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A cell that would begin a formula in a spreadsheet is kept from it by an apostrophe (OWASP, CSV Injection).
    private static func cell(_ text: String) -> String {
        let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        return safe.utf8.contains { ",\"\r\n".utf8.contains($0) } ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
    }
}
