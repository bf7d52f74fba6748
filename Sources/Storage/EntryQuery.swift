internal import GRDB
public import Model

/// Which exchanges of a recording are meant.
public struct EntryQuery: Sendable, Hashable {
    /// Only these kinds; empty for all.
    public var kinds: [Exchange.Kind] = []
    /// The method as sent, in whatever case.
    public var method: String?
    /// The path as sent, without the query; `*` stands for anything.
    public var path: String?
    /// Statuses from the lower to the upper bound.
    public var statuses: ClosedRange<Int>?
    /// The host that was asked, without the port.
    public var host: String?
    /// Stands in the target, in a field or in a body, byte for byte.
    public var text: String?
    /// Began then or later.
    public var since: Timestamp?
    /// Began before.
    public var until: Timestamp?
    /// Whether it broke.
    public var hasFailed: Bool?
    /// Only these; nil for all.
    public var ids: [ExchangeID]?

    /// All exchanges.
    public init() {}
}

extension EntryQuery {
    /// The condition on `exchanges e` and what stands in its place holders.
    var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = ["1"]
        var arguments = StatementArguments()
        func add(_ sql: String, _ more: StatementArguments = []) {
            parts.append(sql)
            arguments += more
        }
        if !kinds.isEmpty { add("e.kind IN (\(kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")))") }
        if let method { add("e.method = ? COLLATE NOCASE", [method]) }
        if let path { add("(\(Self.target) GLOB ? OR \(Self.target) GLOB ?)", Self.globs(path)) }
        if let statuses { add("e.status BETWEEN ? AND ?", [statuses.lowerBound, statuses.upperBound]) }
        if let host { add("e.host = ? COLLATE NOCASE", [host]) }
        if let since { add("e.started_at >= ?", [since.nanoseconds]) }
        if let until { add("e.started_at < ?", [until.nanoseconds]) }
        if let hasFailed { add("e.failure_source IS \(hasFailed ? "NOT " : "")NULL") }
        if let ids { add("e.id IN (\(ids.map(\.description).joined(separator: ", ")))") }
        if let text {
            let bytes = blob(Array(text.utf8))
            add("(\(Self.holders.map { "instr(\($0), ?) > 0" }.joined(separator: " OR ")))", [bytes, bytes, bytes])
            parts[parts.count - 1] += " OR e.id IN (\(Self.bodies))"
            parts[parts.count - 1] = "(\(parts[parts.count - 1]))"
            arguments += [bytes]
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    /// Path and query, also of a target in absolute-form: what follows the first slash behind `http://h` or `https://`.
    private static let target = """
        CASE WHEN substr(e.target, 1, 1) = '/' THEN e.target
        ELSE substr(e.target, 8 + instr(substr(e.target, 9), '/')) END
        """

    private static let holders = ["CAST(e.target AS BLOB)", "e.request_fields", "coalesce(e.response_fields, x'')"]

    private static let bodies = """
        SELECT x.id FROM exchanges x JOIN bodies b ON b.sha256 IN
        (x.request_sha256, x.request_decoded_sha256, x.response_sha256, x.response_decoded_sha256)
        WHERE x.recording_id = e.recording_id AND x.id = e.id AND instr(b.bytes, ?) > 0
        """

    /// The path alone, and with a query behind it.
    private static func globs(_ path: String) -> StatementArguments {
        let pattern = path.reduce(into: "") { $0 += $1 == "[" ? "[[]" : $1 == "?" ? "[?]" : String($1) }
        return [pattern, pattern + "[?]*"]
    }
}
