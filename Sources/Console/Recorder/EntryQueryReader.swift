internal import Model
internal import Storage

/// Reads which entries of a session are meant: the filters of a list, or the ids of a body.
enum EntryQueryReader {
    /// From the query of a request. Webhooks and tunnels are left out unless `kind` names them.
    static func query(_ request: AdminRequest) throws(Refusal) -> EntryQuery {
        var query = EntryQuery()
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { request.query[$0] }.first { !$0.isEmpty }
        }
        query.kinds = try kinds(text("kind"))
        query.method = text("method")
        query.path = text("path")
        query.statuses = try text("status", "statusCode").map { text throws(Refusal) in try statuses(text) }
        query.host = text("host")
        query.text = text("search", "text", "q")
        query.since = try text("since", "from").map { text throws(Refusal) in try instant("since", text) }
        query.until = try text("until", "to").map { text throws(Refusal) in try instant("until", text) }
        query.hasFailed = try request.flag("failed")
        query.ids = try text("ids", "entryIds")
            .map { text throws(Refusal) in
                try ids(text.split(separator: ",").map(String.init))
            }
        return query
    }

    /// The ids that a body names under `entryIds`; nil for all.
    static func ids(in members: Members) throws(Refusal) -> [ExchangeID]? {
        let plain = try members.texts("ids")
        guard let texts = try members.texts("entryIds") ?? plain, !texts.isEmpty else { return nil }
        return try ids(texts)
    }

    static func id(_ text: String) throws(Refusal) -> ExchangeID {
        guard let number = Int64(text), number > 0 else { throw .missing("\"\(text)\" is the id of no entry") }
        return ExchangeID(rawValue: number)
    }

    private static func ids(_ texts: [String]) throws(Refusal) -> [ExchangeID] {
        var ids: [ExchangeID] = []
        for text in texts { ids.append(try id(text)) }
        return ids
    }

    private static func kinds(_ text: String?) throws(Refusal) -> [Exchange.Kind] {
        guard let text else { return [.exchange] }
        if text == "all" { return [] }
        guard let kind = Exchange.Kind(rawValue: text) else {
            throw .invalid("kind=\(text) should be exchange, webhook, tunnel or all")
        }
        return [kind]
    }

    /// `404`, `4xx` or `400-499`.
    private static func statuses(_ text: String) throws(Refusal) -> ClosedRange<Int> {
        if let status = Int(text) { return status...status }
        if text.utf8.count == 3, text.lowercased().hasSuffix("xx"), let hundreds = Int(text.prefix(1)) {
            return hundreds * 100...hundreds * 100 + 99
        }
        let bounds = text.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            throw .invalid("status=\(text) should be a status (404), a class (4xx) or a range (400-499)")
        }
        return bounds[0]...bounds[1]
    }

    private static func instant(_ name: String, _ text: String) throws(Refusal) -> Timestamp {
        guard let instant = Timestamp(text: text) else {
            throw .invalid("\(name)=\(text) is no instant such as 2026-11-24T10:00:00Z")
        }
        return instant
    }
}

extension [Parameter] {
    /// The filters of webhooks.
    static let entryFilters: [Parameter] = [
        Parameter("method", .text, "only this method"),
        Parameter("path", .text, "only this path; * stands for anything"),
        Parameter("status", .text, "only these statuses: 404, 4xx or 400-499"),
        Parameter("host", .text, "only what this host was asked"),
        Parameter("search", .text, "only what holds this text in its target, a field or a body"),
        Parameter("since", .text, "only what began then or later: 2026-11-24T10:00:00Z, or Unix seconds"),
        Parameter("until", .text, "only what began before"),
        Parameter("failed", .flag, "only what broke, or what did not"),
        Parameter("ids", .words, "only these entries"),
    ]
    /// The filters of entries.
    static let entries: [Parameter] =
        [Parameter("kind", .choice(["exchange", "webhook", "tunnel", "all"]), "what is listed")] + entryFilters
}
