import Model
import Storage
import Testing

@Suite struct DatabaseSweepTests {
    @Test func `every text and every run of bytes is visited, with its table, row and column`() throws {
        let samples = try StorageSamples()
        let recording = try samples.begin("run one")
        try samples.writer(recording).insert([StoredExchange(StorageSamples.fullExchange(7))])
        var cells: [DatabaseSweep.Cell] = []
        try DatabaseSweep(samples.file).visit { cells.append($0) }
        func bytes(_ table: String, _ column: String) -> [String] {
            cells.filter { $0.table == table && $0.column == column }
                .map { "\($0.row): \(String(decoding: $0.bytes, as: UTF8.self))" }
        }
        #expect(bytes("recordings", "name") == ["id 1: run one"])
        #expect(bytes("exchanges", "target") == ["id 7: /hook?a=%20b"])
        #expect(bytes("exchanges", "failure_reason") == ["id 7: app.test reset the connection"])
        #expect(bytes("bodies", "bytes").contains("id 1: kept"))
        #expect(cells.first { $0.column == "request_fields" }?.bytes.contains(0xFF) == true, "bytes come as they are")
    }

    @Test func `a body is named by the exchanges that it belongs to`() throws {
        let samples = try StorageSamples()
        let recording = try samples.begin()
        try samples.writer(recording).insert([3, 4, 5, 6].map { StoredExchange(StorageSamples.exchange($0)) })
        let sweep = DatabaseSweep(samples.file)
        #expect(try sweep.exchanges(withBody: 1).map(\.rawValue) == [3, 4, 5])
        #expect(try sweep.exchanges(withBody: 9) == [])
    }
}
