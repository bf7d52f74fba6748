import Foundation
import Model
import Storage
import Testing

/// How long the stores take, for people: `UNDERSTUDY_MEASURE=1 swift test --filter StorageSpeed`. A machine that others use
/// gives no limit to hold them to.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["UNDERSTUDY_MEASURE"] != nil), .serialized)
struct StorageSpeedTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private let count = 10_000

    private var mocks: [StoredMock] {
        let filler = String(repeating: "x", count: 550)
        return (0..<count)
            .map { number in
                let id = "6f1c2a5e-0000-4000-8000-\(100_000_000_000 + number &* 7_919 % count)"
                return StoredMock(
                    id: MockID(rawValue: id),
                    namespace: "default",
                    json: #"{"id":"\#(id)","x":"\#(filler)"}"#,
                    createdAt: StorageSamples.start
                )
            }
    }

    private func measure(_ what: String, count: Int, _ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try body()
        let taken = ContinuousClock.now - start
        print("\(what): \(taken.inMilliseconds) ms, \(taken.inMilliseconds * 1_000 / Double(count)) µs each")
    }

    @Test func mocksOneByOneAndAll() throws {
        let store = MockStore(samples.file)
        let mocks = mocks
        try measure("save, one by one", count: count) { for mock in mocks { try store.save([mock]) } }
        try measure("all", count: count) { _ = try store.all() }
        let fresh = MockStore(try DatabaseFile(path: samples.path, for: .creating))
        try measure("all, file just opened", count: count) { _ = try fresh.all() }
        let changed = mocks.map { mock in
            var mock = mock
            mock.version = 2
            return mock
        }
        try measure("save again, at once", count: count) { try store.save(changed) }
        let uses = mocks.map { (id: $0.id, uses: 5, lastUsedAt: Optional(StorageSamples.start)) }
        try measure("noteUses, at once", count: count) { try store.noteUses(uses) }
        try measure("remove, at once", count: count) { try store.remove(mocks.map(\.id)) }
    }

    @Test func journalInBatchesWithTrimming() throws {
        let store = JournalStore(samples.file)
        let rounds = 100
        try measure("journal, 100 at a time, 1,000 kept", count: count) {
            for round in 0..<rounds {
                let first = Int64(round * 100 + 1)
                let entries = (first..<first + 100).map(entry)
                try store.add(entries, dropping: [], keepingFrom: ExchangeID(rawValue: first - 900))
            }
        }
        try measure("journal, all", count: 1_000) { _ = try store.all() }
        try measure("values, one by one", count: count) {
            let values = ValueStore(samples.file)
            for number in 0..<count {
                let value = StoredValue(
                    scope: .global,
                    run: .shared,
                    namespace: "default",
                    chain: "",
                    key: "key-\(number % 500)",
                    json: "\(number)"
                )
                try values.apply([.set(value)])
            }
        }
    }

    private func entry(_ number: Int64) -> JournalEntry {
        let fields: FieldSection = [
            ("Host", "localhost:5770"), ("User-Agent", "curl/8.0"), ("Accept", "*/*"),
            ("Content-Type", "application/json"), ("Content-Length", "200"),
        ]
        return JournalEntry(
            id: ExchangeID(rawValue: number),
            at: StorageSamples.start,
            namespace: "default",
            mock: MockID(rawValue: "6f1c2a5e-0000-4000-8000-100000000000"),
            request: IncomingRequest(
                id: ExchangeID(rawValue: number),
                listener: "http",
                client: "127.0.0.1:40000",
                form: .origin,
                scheme: .http,
                authority: Authority(host: "localhost", port: 5_770),
                head: RequestHead(method: "POST", target: "/api/orders", fields: fields),
                body: [UInt8](repeating: 0x61, count: 200),
                receivedAt: StorageSamples.start
            ),
            answer: Answer(
                status: 200,
                fields: [("Content-Type", "application/json")],
                body: [UInt8](repeating: 0x62, count: 600)
            )
        )
    }
}
