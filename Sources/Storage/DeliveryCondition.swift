internal import GRDB
internal import Model

/// A filter of deliveries as the condition of a statement.
struct DeliveryCondition {
    private(set) var arguments = StatementArguments()
    private var parts: [String] = []

    init(_ filter: DeliveryFilter) {
        require(filter.states.sorted { $0.rawValue < $1.rawValue }.map(\.rawValue), "state")
        require(filter.ids.map { text($0.rawValue) }, "id")
        require("exchange = ?", filter.exchange?.rawValue)
        require("mock = ?", filter.mock.map { text($0.rawValue) })
        require("name = ?", filter.name.map(text))
        require("run = ?", filter.run.map { text($0.rawValue) })
        require("namespace = ?", filter.namespace.map(text))
        require("type = ?", filter.kind)
        require("instr(target, ?) > 0", filter.target.map(text))
        require("submitted_at >= ?", filter.since?.nanoseconds)
        require("submitted_at < ?", filter.until?.nanoseconds)
    }

    var sql: String { parts.isEmpty ? "TRUE" : parts.joined(separator: " AND ") }

    mutating func require(_ condition: String) { parts.append(condition) }

    private mutating func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        parts.append(condition)
        arguments += [value]
    }

    private mutating func require(_ values: [any DatabaseValueConvertible], _ column: String) {
        guard !values.isEmpty else { return }
        parts.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))")
        for value in values { arguments += [value] }
    }
}
