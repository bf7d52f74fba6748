import Model
import Recorder
import TestSupport
import Testing

/// Messages as common libraries publish them.
@Suite struct MessageShapesTests {
    private func callbacks(_ recording: StagedRecording) throws -> [JSON] {
        let built = Staging.build(recording)
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
        try #require(built.mocks.count == 1, "\(built.report.text)")
        return built.mocks[0].callbacks.map(\.json)
    }

    @Test func `CloudEvents over Kafka: the event's attributes stand in headers`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 3))
        for number in 0..<6 {
            let (time, id) = (number * 4_000, 1_000 + number)
            recording.exchange(
                "POST",
                "/accounts",
                ["name": .string(random.text(8))],
                at: time,
                status: 201,
                ["id": .int(id)]
            )
            recording.kafka(
                "accounts",
                key: String(id),
                ["account": .int(id), "state": "open"],
                at: time + 150,
                headers: [
                    "ce_specversion": "1.0", "ce_id": .string(random.uuid()), "ce_type": "account.opened",
                    "ce_source": "/accounts", "ce_time": StagedRecording.rfc3339(time + 10, digits: 3),
                    "content-type": "application/json",
                ]
            )
        }
        let callback = try #require(try callbacks(recording).first)
        #expect(callback["kafkaKey"] == "$.resp.id" || callback["kafkaKey"] == "$.toString($.resp.id)", "\(callback)")
        #expect(callback["headers"]?["ce_id"]?.string?.contains("UUID") == true, "\(callback)")
        #expect(callback["headers"]?["ce_time"]?.string?.contains("$.time('rfc3339ms'") == true, "\(callback)")
    }

    @Test func `MassTransit: an exchange for each type, an envelope around the message`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 4))
        for number in 0..<6 {
            let (time, order, message) = (number * 4_000, random.uuid(), random.uuid())
            recording.exchange(
                "POST",
                "/orders",
                ["total": .int(100 + number)],
                at: time,
                status: 202,
                ["orderId": .string(order)]
            )
            recording.rabbit(
                "Shop.Contracts:OrderSubmitted",
                key: "",
                [
                    "messageId": .string(message), "conversationId": .string(random.uuid()),
                    "messageType": ["urn:message:Shop.Contracts:OrderSubmitted"],
                    "message": ["orderId": .string(order), "total": .int(100 + number)],
                    "sentTime": StagedRecording.rfc3339(time + 40, digits: 6), "host": ["machineName": "staging-1"],
                ],
                at: time + 45,
                headers: ["MT-Activity-Id": .string(random.text(32, of: "0123456789abcdef"))],
                properties: ["message-id": .string(message)]
            )
        }
        let callback = try #require(try callbacks(recording).first)
        #expect(callback["rabbitExchange"] == "Shop.Contracts:OrderSubmitted" && callback["rabbitRoutingKey"] == nil)
        #expect(callback["body"]?["message"] == ["orderId": "$.resp.orderId", "total": "$.req.total"], "\(callback)")
    }

    @Test func `Celery: a task in headers, its arguments in a list, a charset where a coding should stand`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 5))
        for number in 0..<5 {
            let (time, task, mail) = (number * 4_000, random.uuid(), "\(random.text(6))@example.com")
            recording.exchange(
                "POST",
                "/signup",
                ["mail": .string(mail)],
                at: time,
                status: 202,
                ["task": .string(task)]
            )
            recording.rabbit(
                "celery",
                key: "celery",
                [[.string(mail)], ["retry": false], ["callbacks": nil, "chain": nil]],
                at: time + 30,
                headers: ["lang": "py", "task": "mail.welcome", "id": .string(task), "retries": 0, "eta": nil],
                properties: ["correlation-id": .string(task), "content-encoding": "utf-8"]
            )
        }
        let callback = try #require(try callbacks(recording).first)
        #expect(
            callback["body"] == [["$.req.mail"], ["retry": false], ["callbacks": nil, "chain": nil]],
            "\(callback)"
        )
        #expect(callback["headers"]?["id"] == "$.resp.task" && callback["headers"]?["eta"] == .null, "\(callback)")
    }

    @Test func `a compacted topic: a value when a thing is made, none when it goes`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 6))
        for number in 0..<4 {
            let (time, id) = (number * 9_000, "usr_\(random.text(12))")
            recording.exchange(
                "POST",
                "/users",
                ["name": .string(random.text(9))],
                at: time,
                status: 201,
                ["id": .string(id)]
            )
            recording.kafka("users", key: id, ["id": .string(id), "deleted": false], at: time + 90)
            recording.exchange("DELETE", "/users/\(id)", at: time + 3_000, status: 204)
            let gone = recording.kafka("users", key: id, nil, at: time + 3_080)
            for index in recording.messages.indices where recording.messages[index].id == gone {
                recording.messages[index].body = CapturedBody()
            }
        }
        let built = Staging.build(recording)
        let removal = try #require(built.mocks.first { $0.http.method == "DELETE" })
        let callback = try #require(removal.callbacks.first?.json)
        #expect(callback["kafkaKey"] == "$.pathParam.id" && callback["body"] == nil, "\(callback)")
        #expect(try ClosedLoop.check(recording, built).isComplete)
    }

    @Test func `keys that are JSON, as change data capture has them`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 7))
        for number in 0..<6 {
            let (time, id) = (number * 4_000, 4_711 + number)
            let mail = "\(random.text(7))@example.com"
            recording.exchange("POST", "/customers", ["mail": .string(mail)], at: time, status: 201, ["id": .int(id)])
            recording.kafka(
                "db.shop.customers",
                key: #"{"id":\#(id)}"#,
                [
                    "before": nil, "after": ["id": .int(id), "mail": .string(mail)], "op": "c",
                    "ts_ms": .int(StagedRecording.at(time + 60).nanoseconds / 1_000_000),
                ],
                at: time + 80
            )
        }
        let callback = try #require(try callbacks(recording).first)
        #expect(callback["kafkaKey"] == #"{"id":${$.resp.id}}"#, "\(callback)")
        #expect(callback["body"]?["after"] == ["id": "$.resp.id", "mail": "$.req.mail"], "\(callback)")
    }
}
