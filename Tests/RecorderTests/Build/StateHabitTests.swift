import Model
import Recorder
import TestSupport
import Testing

/// Systems whose things move by themselves, and answers that depend on what is stored.
struct StateHabitTests {
    private var random = SeededRandom(seed: 43)

    private func mocks(_ recording: StagedRecording, _ method: String, _ route: String) -> [Mock] {
        Staging.build(recording).mocks.filter { $0.http.method == method && $0.http.route == route }
    }

    @Test mutating func `what a job ends with is made when it is first seen and stays`() throws {
        var recording = StagedRecording()
        for number in 0..<5 {
            let (time, id) = (number * 60_000, "job_\(random.text(14))")
            let queued: JSONObject = ["id": .string(id), "status": "queued", "steps": 0]
            recording.exchange("POST", "/jobs", ["kind": "export"], at: time, status: 202, .object(queued))
            if number == 2 {
                let reason: JSON = .string(random.text(9))
                let cancelled: JSON = ["id": .string(id), "status": "cancelled", "steps": 0, "reason": reason]
                recording.exchange("POST", "/jobs/\(id)/cancel", ["reason": reason], at: time + 2_000, cancelled)
                recording.exchange("GET", "/jobs/\(id)", at: time + 4_000, cancelled)
                continue
            }
            let running: JSON = ["id": .string(id), "status": "running", "steps": 7]
            recording.exchange("GET", "/jobs/\(id)", at: time + 10_000, running)
            let done: JSON = [
                "id": .string(id), "status": "done", "steps": 9, "finished": StagedRecording.rfc3339(time + 20_000),
                "checksum": .string(random.text(32, of: "0123456789abcdef")),
            ]
            for look in [20_000, 30_000] { recording.exchange("GET", "/jobs/\(id)", at: time + look, done) }
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        let ends = mocks(recording, "GET", "/jobs/:id").compactMap { Staging.payload(of: $0)?["checksum"]?.string }
        #expect(ends.contains { $0.hasPrefix("$.fake.") }, "\(ends)")
    }

    @Test mutating func `what is withdrawn must be there`() throws {
        var recording = StagedRecording()
        for number in 0..<8 {
            let (time, id) = (number * 30_000, "acc_\(random.text(14))")
            var balance = [500, 900, 1_300, 2_000][number % 4]
            let opened: JSON = ["id": .string(id), "balance": .int(balance)]
            recording.exchange("POST", "/accounts", ["balance": .int(balance)], at: time, status: 201, opened)
            for (turn, amount) in [balance / 2 + 10 * number, balance * 3 / 4 + 7 * number].enumerated() {
                let (moment, isThere) = (time + 4_000 * turn + 1_000, amount <= balance)
                if isThere { balance -= amount }
                let answer: JSON =
                    isThere ? ["id": .string(id), "balance": .int(balance)] : ["error": "insufficient funds"]
                recording.exchange(
                    "POST",
                    "/accounts/\(id)/withdraw",
                    ["amount": .int(amount)],
                    at: moment,
                    status: isThere ? 200 : 409,
                    answer
                )
                let shown: JSON = ["id": .string(id), "balance": .int(balance)]
                recording.exchange("GET", "/accounts/\(id)", at: moment + 2_000, shown)
            }
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        let conditions = mocks(recording, "POST", "/accounts/:id/withdraw").flatMap(\.http.when)
        let path = "$.subtract($.gS['accounts:${$.pathParam.id}'].balance, $.req.amount)"
        #expect(conditions == [.check(Condition.Check(path: path, action: .less, value: 0))], "\(conditions)")
    }

    @Test mutating func `a check leaves alone what lists are chosen and sorted by`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, path) = (number * 30_000, "/shops/\(random.text(8, of: "abcdefgh23456789"))/articles")
            var all: [JSON] = []
            for (turn, (kind, price)) in [("tea", 900), ("cup", 500), ("tea", 700), ("cup", 900)].enumerated() {
                let (id, price) = ("art_\(random.text(12))", price + number)
                let name = random.text(9)
                let asked: JSON = ["name": .string(name), "kind": .string(kind), "price": .int(price)]
                let made: JSON = [
                    "id": .string(id), "name": .string(name), "kind": .string(kind), "price": .int(price),
                ]
                recording.exchange("POST", path, asked, at: time + 1_000 * turn, status: 201, made)
                all.append(made)
            }
            let teas = all.filter { $0["kind"] == "tea" }
            recording.exchange("GET", "\(path)?kind=tea", at: time + 10_000, ["items": .array(teas)])
            let sorted = [1, 2, 0, 3].map { all[$0] }
            recording.exchange("GET", "\(path)?sort=price", at: time + 12_000, ["items": .array(sorted)])
            recording.exchange("GET", path, at: time + 14_000, ["items": .array(all)])
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete && report.differences.isEmpty, "\(report.text)")
    }

    @Test mutating func `a number of ten digits names something unless it is about now`() {
        var recording = StagedRecording()
        let accounts = ["2147001234", "3018887766"]
        var causes: [ExchangeID] = []
        for number in 0..<6 {
            let (time, account) = (number * 500, accounts[number % 2])
            let body: JSON = ["account": .string(account), "amount": .int(100 + number)]
            causes.append(recording.exchange("POST", "/entries", body, at: time, ["ok": true]))
        }
        for number in 0..<6 {
            let event: JSON = ["account": .string(accounts[number % 2]), "amount": .int(100 + number)]
            recording.webhook(event, at: number * 500 + 4_000)
        }
        #expect(Staging.build(recording).attributions.map(\.cause) == causes)
    }
}
