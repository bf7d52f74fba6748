import Model
import Recorder
import TestSupport
import Testing

/// Systems that speak forms and XML, and clients that ask twice.
struct FormAndMarkupTests {
    private var random = SeededRandom(seed: 41)

    private func mocks(_ recording: StagedRecording, _ method: String) -> [Mock] {
        Staging.build(recording).mocks.filter { $0.http.method == method }
    }

    /// Text messages; whoever names an address hears what becomes of them.
    private mutating func messages(_ count: Int, chance: [String] = []) -> StagedRecording {
        var recording = StagedRecording()
        let numbers = ["+4930111222", "+4930444555", "+15005550001"]
        for number in 0..<count {
            let (time, id, to) = (number * 9_000, "SM\(random.text(32, of: "0123456789abcdef"))", numbers[number % 3])
            let isWrong = number % 3 == 2
            let answer: JSON =
                isWrong ? ["code": 21211] : ["sid": .string(id), "to": .string(to), "status": "queued"]
            recording.exchange("POST", "/Messages", [:], at: time, status: isWrong ? 400 : 201, answer)
            let isTold = number % 4 < 2
            let address = isTold ? "&StatusCallback=http%3A%2F%2F127.0.0.1%3A9000%2Fsms" : ""
            recording.writeAsForm("To=\(PercentEncoding.encoded(to))&Body=ok%20%26%20well\(address)")
            guard isTold, !isWrong else { continue }
            for (late, state) in [(300, "sent"), (900, "delivered")] {
                recording.webhook([:], at: time + late, target: "/sms")
                let extra = chance.isEmpty ? "" : "&Carrier=\(PercentEncoding.encoded(chance[number % chance.count]))"
                recording.writeAsForm(
                    "MessageSid=\(id)&MessageStatus=\(state)&To=\(PercentEncoding.encoded(to))\(extra)"
                )
            }
        }
        return recording
    }

    @Test mutating func `a telephone's number is no quantity, and who names no address is not told`() throws {
        let recording = messages(24)
        let refused = mocks(recording, "POST").first { Staging.payload(of: $0)?["code"] != nil }
        let condition = Condition.check(Condition.Check(path: "$.To", action: .equals, value: "+15005550001"))
        #expect(refused?.http.body == [condition])
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a field of a form that nothing explains stays as it was`() throws {
        let recording = messages(24, chance: ["north & co", "south", "a/b"])
        let sent = mocks(recording, "POST").flatMap(\.callbacks).compactMap { $0.body?.string }
        #expect(!sent.isEmpty && sent.allSatisfy { $0.hasSuffix("&Carrier=north%20%26%20co") }, "\(sent)")
    }

    @Test mutating func `a webhook that comes after a repeated request belongs to the first one`() throws {
        var recording = StagedRecording()
        var first: [ExchangeID] = []
        for number in 0..<4 {
            let (time, key, id) = (number * 10_000, random.uuid(), "job_\(random.text(14))")
            for late in number % 2 == 0 ? [0, 1_000] : [0] {
                let answered = recording.exchange(
                    "POST",
                    "/jobs",
                    ["document": "contract.pdf"],
                    at: time + late,
                    status: 202,
                    ["id": .string(id), "state": "queued"],
                    requestFields: [("Idempotency-Key", key)]
                )
                if late == 0 { first.append(answered) }
            }
            recording.webhook(["type": "job.done", "job": .string(id)], at: time + 3_000)
        }
        let causes = Staging.build(recording).attributions.map(\.cause)
        #expect(causes == first)
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `the root element of XML says by an attribute what it tells`() {
        var recording = StagedRecording()
        var causes: [ExchangeID] = []
        for number in 0..<4 {
            let (time, account) = (number * 20_000, random.text(14))
            for (turn, kind) in ["deposit", "deposit", "withdrawal"].enumerated() {
                let body: JSON = ["account": .string(account), "amount": .int(100 + turn)]
                let moment = time + 1_000 * turn
                causes.append(recording.exchange("POST", "/\(kind)s", body, at: moment, ["left": .int(900 - turn)]))
                recording.webhook([:], at: moment + 400)
                var last = recording.exchanges.removeLast()
                last.request.fields.remove("Content-Type")
                last.request.fields.append("Content-Type", "application/xml")
                let text = "<entry kind=\"\(kind)\"><account>\(account)</account><sum>\(100 + turn)</sum></entry>"
                last.requestBody = CapturedBody(bytes: Array(text.utf8))
                recording.exchanges.append(last)
            }
        }
        let built = Staging.build(recording)
        #expect(built.attributions.map(\.cause) == causes)
        #expect(built.mocks.allSatisfy { $0.callbacks.count == 1 })
    }

    @Test mutating func `a balance in XML is what it was and what the request adds`() throws {
        var recording = StagedRecording()
        func call(_ operation: String, _ request: String, _ answer: String, at time: Int) {
            func envelope(_ name: String, _ inner: String) -> [UInt8] {
                Array("<s:Envelope><s:Body><l:\(name)>\(inner)</l:\(name)></s:Body></s:Envelope>".utf8)
            }
            recording.exchange("POST", "/ws", [:], at: time, [:], requestFields: [("SOAPAction", "urn:\(operation)")])
            var last = recording.exchanges.removeLast()
            last.request.fields.remove("Content-Type")
            last.request.fields.append("Content-Type", "text/xml")
            last.requestBody = CapturedBody(bytes: envelope(operation, request))
            var head = ResponseHead(status: 200, reason: "")
            head.fields = [("Content-Type", "text/xml")]
            last.outcome = .response(
                Exchange.Response(head: head, body: CapturedBody(bytes: envelope("\(operation)Response", answer)))
            )
            recording.exchanges.append(last)
        }
        for number in 0..<6 {
            let (time, id, owner) = (number * 9_000, random.text(12, of: "123456789"), ["ann", "bob w"][number % 2])
            let (first, second) = ([500, 900, 1_200][number % 3], [70, 300][number % 2])
            func shown(_ balance: Int) -> String {
                "<l:AccountNumber>\(id)</l:AccountNumber><l:Owner>\(owner)</l:Owner><l:Balance>\(balance)</l:Balance>"
            }
            let named = "<l:AccountNumber>\(id)</l:AccountNumber>"
            call("Open", "<l:Owner>\(owner)</l:Owner>", shown(0), at: time)
            for (turn, amount) in [first, second].enumerated() {
                let balance = turn == 0 ? first : first + second
                let answer = "\(named)<l:Balance>\(balance)</l:Balance>"
                call("Deposit", "\(named)<l:Amount>\(amount)</l:Amount>", answer, at: time + 1_000 + 2_000 * turn)
                call("Get", named, shown(balance), at: time + 2_000 + 2_000 * turn)
            }
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        let deposit = mocks(recording, "POST").compactMap { Staging.payload(of: $0)?.string }
            .first { $0.contains("Deposit") }
        #expect(deposit?.contains("<l:Balance>${$.sum(") == true, "\(deposit ?? "")")
    }
}
