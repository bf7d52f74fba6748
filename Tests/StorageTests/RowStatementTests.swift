import GRDB
import Testing

@testable import Storage

@Suite struct RowStatementTests {
    private func inMemory<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try DatabaseQueue()
            .write { database in
                try database.execute(
                    sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name ANY UNIQUE, data BLOB) STRICT"
                )
                return try body(database)
            }
    }

    @Test func `values are bound as they are`() throws {
        try inMemory { database in
            let insertion = try RowStatement(
                database,
                "INSERT INTO things (name, data) VALUES (?, ?) RETURNING id"
            )
            let names = ["", "plain", "ünï", "nul\u{0}inside", String(repeating: "long ", count: 5_000)]
            for (index, name) in names.enumerated() {
                let bytes = [UInt8](repeating: UInt8(index), count: index * 1_000)
                #expect(try insertion.integer(BoundText(name), BoundBytes(bytes)) == Int64(index + 1))
            }
            try RowStatement(database, "INSERT INTO things (name, data) VALUES (?, ?)")
                .run(BoundBytes(text: Array("text".utf8)), BoundBytes?.none)
            let rows = try Row.fetchAll(database, sql: "SELECT name, typeof(name), data, typeof(data) FROM things")
            #expect(rows.map { $0.text(0) } == names + ["text"])
            #expect(rows.map { $0[1] as String } == ["text", "text", "text", "blob", "text", "text"])
            #expect(rows.dropLast().map { $0.bytes(2).count } == [0, 1_000, 2_000, 3_000, 4_000])
            #expect(rows.map { $0[3] as String } == ["blob", "blob", "blob", "blob", "blob", "null"])
        }
    }

    @Test func `what SQLite refuses is an error with its words, and the statement can be run again`() throws {
        try inMemory { database in
            let insertion = try RowStatement(database, "INSERT INTO things (name) VALUES (?)")
            try insertion.run(BoundText("a"))
            let error = #expect(throws: DatabaseError.self) { try insertion.run(BoundText("a")) }
            #expect(error?.message?.contains("things.name") == true)
            try insertion.run(BoundText("b"))
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM things") == 2)
        }
    }

    @Test func `no row is no number`() throws {
        try inMemory { database in
            let search = try RowStatement(database, "SELECT id FROM things WHERE name = ?")
            #expect(try search.integer(BoundText("nobody")) == nil)
        }
    }
}
