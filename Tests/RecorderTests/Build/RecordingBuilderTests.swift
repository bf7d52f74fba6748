import Model
import Recorder
import TestSupport
import Testing

@Suite struct RecordingBuilderTests {
    /// Not SHA-256, but as good for naming mocks in a test.
    static let hash = ContentHash { bytes in
        var random = SeededRandom(
            seed: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        )
        return (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    static func build(_ recording: StagedRecording) -> BuildResult {
        RecordingBuilder(hash: hash).build(recording.exchanges)
    }

    /// Orders of a shop: a new id, times, a webhook that is retried once, a look at the order afterwards.
    static func shop(orders: Int, seed: UInt64 = 1) -> StagedRecording {
        var random = SeededRandom(seed: seed)
        var recording = StagedRecording()
        for order in 0..<orders {
            let time = order * 3_000
            let id = "ord_\(random.text(16))"
            let customer = "\(random.text(7, of: "abcdefghijklm"))@example.com"
            let placed: JSON = ["sku": "TEA-1", "quantity": .int(order + 1), "customer": .string(customer)]
            let shown: JSON = [
                "id": .string(id), "sku": "TEA-1", "quantity": .int(order + 1), "customer": .string(customer),
                "total_cents": .int((order + 1) * 1_299), "status": "accepted",
                "created_at": StagedRecording.rfc3339(time),
            ]
            recording.exchange(
                "POST",
                "/orders",
                placed,
                at: time,
                status: 201,
                shown,
                fields: [("Location", "/orders/\(id)"), ("Server", "shop")]
            )
            let event: JSON = [
                "type": "order.paid", "id": .string("evt_\(random.text(12))"), "created": StagedRecording.rfc3339(time),
                "data": [
                    "order_id": .string(id), "amount": .int((order + 1) * 1_299),
                    "note": .string("Order \(id) is paid"),
                ],
            ]
            let name = "msg_\(random.text(10))"
            let signed: FieldSection = [
                ("webhook-id", name), ("webhook-timestamp", String((StagedRecording.at(time + 320)).seconds)),
                ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
            ]
            recording.webhook(event, at: time + 320, answered: 500, fields: signed)
            recording.webhook(event, at: time + 825, answered: 200, fields: signed)
            recording.exchange("GET", "/orders/\(id)", at: time + 1_000, shown)
        }
        return recording
    }

    @Test func shopBecomesTwoMocks() throws {
        let result = Self.build(Self.shop(orders: 4))
        print(result.report.text)
        print(String(decoding: JSON.array(result.mocks.map(\.json)).serialized(indented: true), as: UTF8.self))
        #expect(result.mocks.map(\.name) == ["POST /orders 201", "GET /orders/:id 200"])
    }

    @Test func oneOrderIsEvidenceToo() throws {
        let result = Self.build(Self.shop(orders: 1))
        print(result.report.text)
        print(String(decoding: JSON.array(result.mocks.map(\.json)).serialized(indented: true), as: UTF8.self))
        #expect(result.mocks.count == 2)
    }
}
