import Model
import Recorder
import TestSupport
import Testing

/// Habits of real systems, each staged by hand: built, played by the real engine with recorded values and with fresh ones.
@Suite struct HabitTests {
    private var random = SeededRandom(seed: 21)

    private func mocks(_ recording: StagedRecording, _ method: String, _ route: String) -> [Mock] {
        Staging.build(recording).mocks.filter { $0.http.method == method && $0.http.route == route }
    }

    private func payload(_ mocks: [Mock]) -> JSON? { mocks.last.flatMap(Staging.payload) }

    /// Invoices with lines, sums and numbers that are filled up; lists with filters, an order and a cursor.
    private mutating func invoices() -> StagedRecording {
        var recording = StagedRecording()
        for customer in 0..<3 {
            let name = "cus_\(random.text(10))"
            var invoices: [JSON] = []
            for number in 0..<3 {
                let time = customer * 60_000 + number * 9_000
                let lines = (0...(customer + number) % 3)
                    .map { line -> (quantity: Int, price: Int) in
                        (line + 2 + number, 101 + 37 * (line + customer * number))
                    }
                let request = lines.map { JSON.object(["quantity": .int($0.quantity), "price": .int($0.price)]) }
                let shown = lines.enumerated()
                    .map {
                        JSON.object(["line": .int($0 + 1), "amount": .int($1.quantity * $1.price), "unit": "piece"])
                    }
                let invoice: JSON = [
                    "id": .string("inv_\(random.text(14))"), "number": .string("INV-00\(41 + customer * 3 + number)"),
                    "customer": .string(name), "status": number == 1 ? "open" : "draft", "lines": .array(shown),
                    "line_count": .int(lines.count), "total": .int(lines.reduce(0) { $0 + $1.quantity * $1.price }),
                ]
                let body: JSON = [
                    "customer": .string(name), "status": invoice["status"] ?? nil, "lines": .array(request),
                ]
                recording.exchange("POST", "/invoices", body, at: time, status: 201, invoice)
                invoices.append(invoice)
            }
            let time = customer * 60_000 + 30_000
            list("customer=\(name)", invoices, &recording, time)
            list("customer=\(name)&status=open", [invoices[1]], &recording, time + 1_000)
            let sorted = invoices.sorted { ($0["total"]?.int ?? 0) > ($1["total"]?.int ?? 0) }
            list("customer=\(name)&sort=-total", sorted, &recording, time + 2_000)
            list("customer=\(name)&limit=2", Array(invoices[..<2]), isFollowed: true, &recording, time + 3_000)
            let cursor = invoices[1]["id"]?.string ?? ""
            list("customer=\(name)&limit=2&after=\(cursor)", [invoices[2]], &recording, time + 4_000)
        }
        return recording
    }

    private func list(
        _ query: String,
        _ invoices: [JSON],
        isFollowed: Bool = false,
        _ recording: inout StagedRecording,
        _ time: Int
    ) {
        let next: JSON = isFollowed ? invoices.last?["id"] ?? nil : nil
        let page: JSON = ["data": .array(invoices), "has_more": .bool(isFollowed), "next_cursor": next]
        recording.exchange("GET", "/invoices?\(query)", at: time, page)
    }

    @Test mutating func `lists are filtered, sorted and cut as asked, and say whether more follows`() throws {
        let recording = invoices()
        let list =
            "$.after($.sort($.where($.gS['list:/invoices'], 'customer', $.queryParams.customer, 'status', $.queryParams.status), $.queryParams.sort), 'id', $.queryParams.after)"
        let shown = payload(mocks(recording, "GET", "/invoices"))
        #expect(shown?["data"] == .string("$.page(\(list), 1, $.queryParams.limit)"))
        #expect(shown?["has_more"] == .string("$.more(\(list), 1, $.queryParams.limit)"))
        #expect(shown?["next_cursor"] == .string("$.next(\(list), 1, $.queryParams.limit, 'id')"))
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `an invoice's lines, sums and number follow any number of lines`() throws {
        let made = payload(mocks(invoices(), "POST", "/invoices"))
        #expect(made?["total"] == "$.total($.req.lines, 'quantity', 'price')")
        #expect(made?["line_count"] == "$.count($.req.lines)")
        #expect(
            made?["lines"]
                == "$.each($.req.lines, 'line', '@number', 'amount', '@.quantity * @.price', 'unit', 'piece')"
        )
        #expect(made?["number"] == "INV-${$.pad($.fake.counter('invoices.number', 41), 4)}")
    }

    @Test mutating func `what a thing is decides what may be done with it`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, id) = (number * 20_000, random.uuid())
            func order(_ state: String, _ version: Int) -> JSON {
                ["id": .string(id), "state": .string(state), "sku": .string("K-\(number)7"), "version": .int(version)]
            }
            func act(_ word: String, _ seconds: Int, _ status: Int, _ answer: JSON) {
                recording.exchange(
                    "POST",
                    "/orders/\(id)/\(word)",
                    ["by": "ann"],
                    at: time + seconds * 1_000,
                    status: status,
                    answer
                )
            }
            recording.exchange(
                "POST",
                "/orders",
                ["sku": .string("K-\(number)7")],
                at: time,
                status: 201,
                order("CREATED", 1)
            )
            act("ship", 1, 409, ["error": .string("order \(id) is CREATED")])
            act("pay", 2, 200, order("PAID", 2))
            recording.exchange("GET", "/orders/\(id)", at: time + 3_000, order("PAID", 2))
            act("pay", 4, 409, ["error": .string("order \(id) is PAID")])
            act("ship", 5, 200, order("SHIPPED", 3))
            recording.exchange("GET", "/orders/\(id)", at: time + 6_000, order("SHIPPED", 3))
            act("note", 7, 200, order("SHIPPED", 4))
            act("note", 8, 200, order("SHIPPED", 5))
        }
        let pay = mocks(recording, "POST", "/orders/:id/pay")
        #expect(Set(pay.map(\.http.when.isEmpty)) == [true, false])
        let noted = payload(mocks(recording, "POST", "/orders/:id/note"))
        #expect(noted?["version"] == "$.increment($.gS['orders:${$.pathParam.id}'].version)")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a job is asked for until it is done, each job by itself`() throws {
        var recording = StagedRecording()
        for number in 0..<3 {
            let (time, id) = (number * 20_000, random.text(20))
            func job(_ members: JSONObject) -> JSON {
                .object(JSONObject([JSONObject.Member("id", .string(id)), .init("kind", "export")] + members.members))
            }
            recording.exchange("POST", "/jobs", ["kind": "export"], at: time, status: 202, job(["state": "queued"]))
            for (look, progress) in [10, 60, 100, 100].enumerated() {
                let state: JSONObject =
                    progress < 100 ? ["state": "running"] : ["state": "done", "result": .string("/jobs/\(id)/file")]
                recording.exchange(
                    "GET",
                    "/jobs/\(id)",
                    at: time + 1_000 + look * 500,
                    job(JSONObject(state.members + [.init("progress", .int(progress))]))
                )
            }
        }
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
        #expect(mocks(recording, "GET", "/jobs/:id").count == 3)
    }

    @Test mutating func `a request that comes again under its key gets the same answer and makes nothing`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, key) = (number * 10_000, random.uuid())
            let payment: JSON = ["id": .string("pay_\(random.text(14))"), "amount": .int(990 + number * 7)]
            for (again, late) in [(false, 0), (true, 2_000)] where !again || number % 2 == 0 {
                recording.exchange(
                    "POST",
                    "/payments",
                    ["amount": .int(990 + number * 7)],
                    at: time + late,
                    status: 201,
                    payment,
                    fields: again ? [("Idempotent-Replayed", "true")] : [],
                    requestFields: [("Idempotency-Key", key)]
                )
                if !again { recording.webhook(["type": "payment.made", "payment": payment], at: time + 500) }
            }
        }
        let payments = mocks(recording, "POST", "/payments")
        #expect(payments.map(\.callbacks.count).sorted() == [0, 1])
        let made = payments.first { !$0.callbacks.isEmpty }.flatMap(Staging.payload)
        #expect(made?["id"] == "$.fake.pattern('pay_[A-Za-z0-9]{14}')")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `GraphQL's operations have mocks of their own, and things behind their envelopes`() throws {
        var recording = StagedRecording()
        func call(_ name: String, _ document: String, _ variables: JSON, _ time: Int, _ answer: JSON) {
            let body: JSON = ["operationName": .string(name), "query": .string(document), "variables": variables]
            recording.exchange("POST", "/graphql", body, at: time, answer)
        }
        for number in 0..<5 {
            let (time, id, title) = (number * 20_000, random.text(18), random.text(9))
            let task: JSONObject = ["id": .string(id), "title": .string(title), "done": false]
            let input: JSON = ["input": ["title": .string(title), "project": "home"]]
            let made: JSON = .object(JSONObject(task.members + [.init("project", "home")]))
            call(
                "Create",
                "mutation Create($input: In!) { createTask(input: $input) { id } }",
                input,
                time,
                ["data": ["createTask": made]]
            )
            recording.webhook(["topic": "task.created", "task": .string(id), "title": .string(title)], at: time + 700)
            if number % 2 == 0 {
                call(
                    "One",
                    "query One($id: ID!) { task(id: $id) { id } }",
                    ["id": .string(id)],
                    time + 1_000,
                    ["data": ["task": .object(task)]]
                )
            }
            call(
                "Done",
                "mutation Done($id: ID!) { done(id: $id) { id } }",
                ["id": .string(id)],
                time + 2_000,
                ["data": ["done": ["id": .string(id), "done": true]]]
            )
            recording.webhook(["topic": "task.done", "task": .string(id), "title": .string(title)], at: time + 2_700)
            let finished: JSON = ["id": .string(id), "title": .string(title), "done": true]
            call(
                "One",
                "query One($id: ID!) { task(id: $id) { id } }",
                ["id": .string(id)],
                time + 4_000,
                ["data": ["task": finished]]
            )
            call(
                "One",
                "query One($id: ID!) { task(id: $id) { id } }",
                ["id": .string(random.text(18))],
                time + 5_000,
                ["data": ["task": nil]]
            )
        }
        let built = Staging.build(recording)
        #expect(built.mocks.filter { $0.callbacks.count == 1 }.count == 2)
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a callback goes where its request wished, though it was recorded behind a listener`() throws {
        var recording = StagedRecording()
        for number in 0..<3 {
            let path = "/done/\(random.text(8))"
            recording.exchange(
                "POST",
                "/charges",
                ["reference": .string(random.text(12)), "callback": .string("http://127.0.0.1:7007\(path)")],
                at: number * 5_000,
                ["status": "pending"]
            )
            recording.webhook(
                ["result": "approved"],
                at: number * 5_000 + 300,
                target: path,
                fields: [("Host", "127.0.0.1:7007")]
            )
        }
        let charges = mocks(recording, "POST", "/charges")
        guard case .http(_, let url)? = charges.first?.callbacks.first?.target else {
            Issue.record("there is no callback: \(charges)")
            return
        }
        #expect(url == "$.req.callback")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a webhook's time of sending is that at which it leaves`() throws {
        var recording = StagedRecording()
        for (number, late) in [700, 4_300, 1_900, 9_000, 600, 2_500].enumerated() {
            let id = "ord_\(random.text(12))"
            recording.exchange(
                "POST",
                "/orders",
                ["n": .int(number)],
                at: number * 20_000,
                status: 201,
                ["id": .string(id)]
            )
            recording.webhook(
                ["order": .string(id), "sent_at": StagedRecording.rfc3339(number * 20_000 + late, digits: 3)],
                at: number * 20_000 + late
            )
        }
        let callback = try #require(mocks(recording, "POST", "/orders").first?.callbacks.first)
        #expect(callback.body?["sent_at"] == "$.time('rfc3339ms', 'sent')")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }
}
