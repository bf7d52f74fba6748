internal import GRDB
public import Model

/// A value that outlives a request.
public struct StoredValue: Sendable, Hashable {
    /// Who shares it.
    public enum Scope: String, Sendable, Hashable {
        /// All requests of a namespace.
        case global
        /// All requests of a chain.
        case chain
        /// A counter, which a namespace shares.
        case counter
    }

    /// Who shares it.
    public var scope: Scope
    /// The test run that sees it.
    public var run: RunID
    /// Whose value it is.
    public var namespace: String
    /// The chain; empty for the other scopes.
    public var chain: String
    /// Any text.
    public var key: String
    /// The value as JSON, compact text.
    public var json: String

    /// A value.
    public init(scope: Scope, run: RunID, namespace: String, chain: String, key: String, json: String) {
        (self.scope, self.run, self.namespace) = (scope, run, namespace)
        (self.chain, self.key, self.json) = (chain, key, json)
    }
}

/// The values that outlive a request: global stores, chain stores and counters.
public struct ValueStore: Sendable {
    /// What happened to the values.
    public enum Change: Sendable, Hashable {
        /// A value is new, or another than before.
        case set(StoredValue)
        /// One value is gone.
        case remove(scope: StoredValue.Scope, run: RunID, namespace: String, chain: String, key: String)
        /// All values of a namespace or chain are gone.
        case removeAll(scope: StoredValue.Scope, run: RunID, namespace: String, chain: String)
        /// All that a test run had is gone.
        case removeRun(RunID)
    }

    private let file: DatabaseFile

    /// The values of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All values, those of one run, scope, namespace and chain together.
    public func all() throws(StorageError) -> [StoredValue] {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT run, scope, namespace, chain, key, json FROM stored_values
                    ORDER BY run, scope, namespace, chain, key
                    """
            )
            return try Array(Row.fetchCursor(statement).map(Self.value))
        }
    }

    /// Applies the changes in order, all of them or with an error none.
    public func apply(_ changes: [Change]) throws(StorageError) {
        try file.write { database in
            for change in changes {
                let (sql, arguments) = Self.statement(for: change)
                try database.cachedStatement(sql: sql).execute(arguments: arguments)
            }
        }
    }

    private static func statement(for change: Change) -> (sql: String, arguments: StatementArguments) {
        switch change {
        case .set(let value):
            let place = place(value.scope, value.run, value.namespace, value.chain)
            return (
                "INSERT OR REPLACE INTO stored_values VALUES (?, ?, ?, ?, ?, ?)", place + [text(value.key), value.json]
            )
        case .remove(let scope, let run, let namespace, let chain, let key):
            let condition = "run = ? AND scope = ? AND namespace = ? AND chain = ? AND key = ?"
            let place = place(scope, run, namespace, chain)
            return ("DELETE FROM stored_values WHERE \(condition)", place + [text(key)])
        case .removeAll(let scope, let run, let namespace, let chain):
            let condition = "run = ? AND scope = ? AND namespace = ? AND chain = ?"
            return ("DELETE FROM stored_values WHERE \(condition)", place(scope, run, namespace, chain))
        case .removeRun(let run):
            return ("DELETE FROM stored_values WHERE run = ?", [text(run.rawValue)])
        }
    }

    private static func place(
        _ scope: StoredValue.Scope,
        _ run: RunID,
        _ namespace: String,
        _ chain: String
    ) -> StatementArguments {
        [text(run.rawValue), scope.rawValue, text(namespace), text(chain)]
    }

    private static func value(_ row: Row) -> StoredValue {
        StoredValue(
            scope: StoredValue.Scope(rawValue: row[1]) ?? .global,
            run: RunID(rawValue: row.text(0)),
            namespace: row.text(2),
            chain: row.text(3),
            key: row.text(4),
            json: row[5]
        )
    }
}
