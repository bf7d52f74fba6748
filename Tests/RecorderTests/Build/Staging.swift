import Model
import Recorder
import TestSupport

/// Staging systems in a few lines, and short ways to look at what was built from their recordings.
enum Staging {
    struct Unexpected: Error {}

    /// Not SHA-256, but as good for naming mocks in a test.
    static let hash = ContentHash { bytes in
        let seed = bytes.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        var random = SeededRandom(seed: seed)
        return (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    static func build(_ recording: StagedRecording) -> BuildResult {
        RecordingBuilder(hash: hash).build(recording.exchanges, messages: recording.messages)
    }

    static func payload(of mock: Mock) -> JSON? {
        if case .fixed(let reply) = mock.reply { reply.payload } else { JSON?.none }
    }

    /// Orders of a shop: a new id, times, a signed webhook that is retried once, a look at the order afterwards.
    static func shop(orders: Int, seed: UInt64 = 1) -> StagedRecording {
        var random = SeededRandom(seed: seed)
        var recording = StagedRecording()
        for order in 0..<orders { addOrder(order, to: &recording, &random) }
        return recording
    }

    private static func addOrder(_ order: Int, to recording: inout StagedRecording, _ random: inout SeededRandom) {
        let time = order * 3_000
        let total = (order + 1) * 1_299
        let id = "ord_\(random.text(16))"
        let customer = "\(random.text(7, of: "abcdefghijklm"))@example.com"
        let placed: JSON = ["sku": "TEA-1", "quantity": .int(order + 1), "customer": .string(customer)]
        let shown: JSON = [
            "id": .string(id), "sku": "TEA-1", "quantity": .int(order + 1), "customer": .string(customer),
            "total_cents": .int(total), "status": "accepted", "created_at": StagedRecording.rfc3339(time),
        ]
        let location: FieldSection = [("Location", "/orders/\(id)"), ("Server", "shop")]
        recording.exchange("POST", "/orders", placed, at: time, status: 201, shown, fields: location)
        let event: JSON = [
            "type": "order.paid", "id": .string("evt_\(random.text(12))"), "created": StagedRecording.rfc3339(time),
            "data": ["order_id": .string(id), "amount": .int(total), "note": .string("Order \(id) is paid")],
        ]
        let signed: FieldSection = [
            ("webhook-id", "msg_\(random.text(10))"),
            ("webhook-timestamp", String(StagedRecording.at(time + 320).seconds)),
            ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
        ]
        recording.webhook(event, at: time + 320, answered: 500, fields: signed)
        recording.webhook(event, at: time + 825, answered: 200, fields: signed)
        recording.exchange("GET", "/orders/\(id)", at: time + 1_000, shown)
    }

    /// Alerts of several clients at once, each with a webhook that quotes its labels, alone and inside text.
    static func alerts(_ count: Int, seed: UInt64 = 2) -> StagedRecording {
        var random = SeededRandom(seed: seed)
        var recording = StagedRecording()
        var webhooks: [JSON] = []
        for number in 0..<count {
            let name = "Alert\(random.text(5, of: "abcdef"))"
            let labels: JSON = ["alertname": .string(name), "instance": .string("host-\(number)"), "severity": "page"]
            let note: JSON = ["summary": .string("\(name) is firing on host-\(number)")]
            let startsAt = StagedRecording.rfc3339(number * 30 - 2_000, digits: 9)
            recording.exchange(
                "POST",
                "/api/v2/alerts",
                [["labels": labels, "annotations": note, "startsAt": startsAt]],
                at: number * 30
            )
            let key = "{}:{alertname=\"\(name)\", instance=\"host-\(number)\", severity=\"page\"}"
            webhooks.append([
                "receiver": "web", "status": "firing", "commonLabels": labels, "groupKey": .string(key),
                "alerts": [
                    [
                        "labels": labels, "annotations": note, "startsAt": startsAt, "endsAt": "0001-01-01T00:00:00Z",
                        "fingerprint": .string(random.text(16, of: "0123456789abcdef")),
                    ]
                ],
            ])
        }
        for (number, body) in webhooks.enumerated() { recording.webhook(body, at: number * 30 + 200 + number % 3) }
        return recording
    }
}
