import Model
import Recorder
import TestSupport
import Testing

/// Recordings of staged systems, built and played by the real engine: what was recorded comes back, and what flowed follows
/// fresh values. Each system is written by hand; none shares rules with the code under test.
@Suite struct ClosedLoopTests {
    @Test func `things are created, shown, changed and deleted, with a webhook for each change`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 8)
        for number in 0..<5 {
            let (time, id) = (number * 5_000, 100 + number)
            var thing: JSONObject = [
                "id": .int(id), "name": .string(random.text(8)), "updated_at": StagedRecording.rfc3339(time, digits: 3),
            ]
            recording.exchange(
                "POST",
                "/things",
                ["name": thing["name"] ?? nil],
                at: time,
                status: 201,
                .object(thing)
            )
            recording.webhook(["event": "thing.created", "thing": .object(thing)], at: time + 700 + number)
            recording.exchange("GET", "/things/\(id)", at: time + 1_000, .object(thing))
            thing["name"] = .string(random.text(7))
            thing["updated_at"] = StagedRecording.rfc3339(time + 2_000, digits: 3)
            recording.exchange(
                "PATCH",
                "/things/\(id)",
                ["name": thing["name"] ?? nil],
                at: time + 2_000,
                .object(thing)
            )
            recording.webhook(["event": "thing.updated", "thing": .object(thing)], at: time + 2_500)
            recording.exchange("GET", "/things/\(id)", at: time + 3_000, .object(thing))
            recording.exchange("DELETE", "/things/\(id)", at: time + 4_000, status: 204, nil)
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        #expect(report.callbacks.total == 10)
        #expect(report.links.total > 0)
    }

    @Test func `an amount decides, a job moves on, and users stay who they are`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 4)
        for (number, amount) in [20, 1_500, 900, 4_000, 35, 1_200, 999].enumerated() {
            let isAccepted = amount <= 1_000
            recording.exchange(
                "POST",
                "/v1/charges",
                ["amount": .int(amount), "currency": "usd", "nonce": .string(random.uuid())],
                at: number * 1_000,
                status: isAccepted ? 201 : 402,
                isAccepted
                    ? ["id": .string("ch_" + random.text(14)), "amount": .int(amount), "status": "ok"]
                    : ["error": ["code": "card_declined", "amount": .int(amount)]]
            )
        }
        for (number, state) in ["pending", "running", "done"].enumerated() {
            recording.exchange(
                "GET",
                "/v1/jobs/17",
                at: 100_000 + number * 1_000,
                ["id": 17, "state": .string(state)]
            )
        }
        for (number, name) in ["ann", "bob", "cyd"].enumerated() {
            recording.exchange(
                "GET",
                "/v1/users/\(number + 10)",
                at: 200_000 + number * 1_000,
                ["id": .int(number + 10), "name": .string(name)]
            )
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        #expect(report.exchanges.total == 13)
    }

    @Test func `a webhook follows the second step of two, long after`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 5)
        for number in 0..<6 {
            let (id, time, mail) = (random.uuid(), number * 6_000, "\(random.text(9))@x.test")
            let order: JSON = ["id": .string(id), "mail": .string(mail), "amount": .int(100 * (number % 3 + 1))]
            recording.exchange(
                "POST",
                "/orders",
                ["mail": .string(mail), "amount": order["amount"] ?? nil],
                at: time,
                status: 201,
                order
            )
            recording.exchange(
                "POST",
                "/orders/\(id)/pay",
                ["by": "card"],
                at: time + 1_000,
                ["state": "paying"]
            )
            recording.webhook(["type": "order.paid", "order": .string(id), "mail": .string(mail)], at: time + 3_000)
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        #expect(report.callbacks.total == 6)
    }

    @Test func `values flow from path, query, field and body`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 8)
        for number in 0..<4 {
            let (account, query, tag) = ("acc-\(random.text(9))", random.text(6), random.text(12))
            let total = (number + 2) * 150
            recording.exchange(
                "POST",
                "/accounts/\(account)/notes?q=\(query)&page=1",
                ["quantity": .int(number + 2)],
                at: number * 4_000,
                status: 201,
                ["account": .string(account), "query": .string(query), "tag": .string(tag), "total": .int(total)],
                requestFields: [("X-Tag", tag)]
            )
            recording.webhook(
                ["account": .string(account), "paid": .int(total), "tag": .string(tag)],
                at: number * 4_000 + 100
            )
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        #expect(report.links.total >= 20)
    }
}
