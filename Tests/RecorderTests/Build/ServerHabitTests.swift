import Model
import Recorder
import TestSupport
import Testing

/// How servers that are in wide use speak, each staged by hand: built, played with recorded values and with fresh ones.
@Suite struct ServerHabitTests {
    private var random = SeededRandom(seed: 71)

    /// A queue and a table behind one path: one names its operations in a field, with a version in it, the other in a form.
    private mutating func services() -> StagedRecording {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, table) = (number * 60_000, "table-\(random.text(8))")
            func call(_ operation: String, _ body: JSON, at moment: Int, _ answer: JSON) {
                let target: FieldSection = [("X-Amz-Target", "Tables_20120810.\(operation)")]
                recording.exchange("POST", "/", body, at: time + moment, answer, requestFields: target)
            }
            let (name, item): (JSON, JSON) = (
                .string(table), ["key": .string(random.text(9)), "size": .int(number * 31)]
            )
            call(
                "CreateTable",
                ["TableName": name, "Mode": "plain"],
                at: 0,
                ["Table": ["TableName": name, "Items": 0]]
            )
            call("PutItem", ["TableName": name, "Item": item], at: 1_000, [:])
            call(
                "DescribeTable",
                ["TableName": name],
                at: 2_000,
                ["Description": ["TableName": name, "State": "ready"]]
            )
            let (topic, message) = ("topic-\(random.text(8))", random.uuid())
            recording.exchange("POST", "/", [:], at: time + 3_000, ["TopicArn": .string("arn:test:\(topic)")])
            recording.writeAsForm("Action=CreateTopic&Name=\(topic)")
            recording.exchange("POST", "/", [:], at: time + 4_000, ["MessageId": .string(message)])
            recording.writeAsForm("Action=Publish&TopicArn=arn:test:\(topic)&Message=\(random.text(12))")
        }
        return recording
    }

    @Test mutating func `each protocol that is spoken to one path names its operations in its own place`() throws {
        let recording = services()
        let built = Staging.build(recording)
        #expect(built.mocks.count == 5, "\(built.mocks.map(\.name))")
        #expect(built.mocks.count { $0.http.fields.count == 1 && $0.http.body.isEmpty } == 3)
        #expect(built.mocks.count { $0.http.body.count == 1 && $0.http.fields.isEmpty } == 2)
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ServerHabitTests {
    /// Records that clients name themselves: shown in an envelope, listed with what was changed last first, put again, and gone.
    private mutating func records() -> StagedRecording {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, shelf) = (number * 90_000, random.uuid())
            var shown: [(id: String, record: JSON)] = []
            func put(_ id: String, _ title: String, at moment: Int) {
                let record: JSON = [
                    "title": .string(title), "id": .string(id),
                    "modified": .int(StagedRecording.at(time + moment).milliseconds),
                ]
                let isThere = shown.contains { $0.id == id }
                shown.removeAll { $0.id == id }
                shown.append((id, record))
                recording.exchange(
                    "PUT",
                    "/shelves/\(shelf)/records/\(id)",
                    ["data": ["title": .string(title)]],
                    at: time + moment,
                    status: isThere ? 200 : 201,
                    ["data": record, "permissions": ["write": ["owner"]]]
                )
            }
            func list(at moment: Int) {
                recording.exchange(
                    "GET",
                    "/shelves/\(shelf)/records",
                    at: time + moment,
                    ["data": .array(shown.reversed().map(\.record))]
                )
            }
            let ids = (0..<3).map { _ in random.uuid() }
            for (index, id) in ids.enumerated() { put(id, "Title \(random.text(6))", at: index * 1_000) }
            list(at: 5_000)
            put(ids[0], "Other \(random.text(6))", at: 6_000)
            list(at: 7_000)
            let gone = ids[number % 3]
            shown.removeAll { $0.id == gone }
            recording.exchange("DELETE", "/shelves/\(shelf)/records/\(gone)", at: time + 8_000, ["deleted": true])
            list(at: 9_000)
        }
        return recording
    }

    @Test mutating func `what clients put under a path is listed there, in the order that the lists show`() throws {
        let recording = records()
        let built = Staging.build(recording)
        let lists = built.mocks.filter { $0.http.method == "GET" }
        #expect(lists.count == 1)
        let data = lists.first.flatMap(Staging.payload(of:))?["data"]?.string ?? ""
        #expect(data == "$.sort($.gS['list:/shelves/${$.pathParam.id}/records'], '-modified')", "\(data)")
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `putting again what is there is answered otherwise than putting it first`() throws {
        let built = Staging.build(records())
        let puts = built.mocks.filter { $0.http.method == "PUT" }
        #expect(puts.count == 2, "\(puts.map(\.name))")
        #expect(puts.count { !$0.http.when.isEmpty } == 1)
    }
}

extension ServerHabitTests {
    @Test mutating func `a document that was put is read as it was put`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, path) = (number * 30_000, "/files/notes-\(random.text(8)).txt")
            let text = "A note of \(random.text(20)), and \(number) lines."
            recording.exchange("PUT", path, at: time, status: 201)
            recording.writeAs("text/plain", text)
            recording.exchange("GET", path, at: time + 2_000)
            recording.answerAs("text/plain", text)
        }
        let built = Staging.build(recording)
        let read = built.mocks.first { $0.http.method == "GET" }
        #expect(read.flatMap(Staging.payload(of:)) == "$.gS['files:${$.pathParam.id}']")
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ServerHabitTests {
    /// Items of a table whose keys are objects of typed values, with the operations' names in a field.
    private mutating func items() -> StagedRecording {
        var recording = StagedRecording()
        for number in 0..<5 {
            let (time, key) = (number * 60_000, JSON.string("key-\(random.text(9))"))
            func call(_ operation: String, _ body: JSON, at moment: Int, _ answer: JSON) {
                let target: FieldSection = [("X-Amz-Target", "Tables_20120810.\(operation)")]
                recording.exchange("POST", "/", body, at: time + moment, answer, requestFields: target)
            }
            let name: JSON = ["S": key]
            let item: JSON = [
                "pk": name, "size": ["N": .string("\(number * 31 + 4)")], "who": ["S": .string(random.text(12))],
            ]
            call("PutItem", ["TableName": "people", "Item": item], at: 0, [:])
            call("GetItem", ["TableName": "people", "Key": ["pk": name]], at: 1_000, ["Item": item])
            call("DeleteItem", ["TableName": "people", "Key": ["pk": name]], at: 2_000, [:])
            call("GetItem", ["TableName": "people", "Key": ["pk": name]], at: 3_000, [:])
        }
        return recording
    }

    @Test mutating func `a key may be an object, and an operation's name says that a thing goes`() throws {
        let recording = items()
        let built = Staging.build(recording)
        let reads = built.mocks.filter { $0.http.fields.description.contains("GetItem") }
        #expect(reads.compactMap(Staging.payload(of:)).contains("$.gS['root:${$.req.Key.pk.S}']"))
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ServerHabitTests {
    /// Payments that are paid at once or confirmed later; what is told of a payment is what the request answered that paid it.
    @Test mutating func `a webhook came of the request that says all of it, not of the one that made the thing`() throws
    {
        var recording = StagedRecording()
        var causes: [ExchangeID: ExchangeID] = [:]
        for number in 0..<8 {
            let (time, id, charge) = (number * 60_000, "pay_\(random.text(14))", "ch_\(random.text(14))")
            let isConfirmed = number % 2 == 1
            let customer = JSON.string("cus_\(random.text(14))")
            func shown(_ status: JSON, _ charge: JSON) -> JSON {
                ["id": .string(id), "customer": customer, "status": status, "charge": charge]
            }
            let paid = shown("paid", .string(charge))
            let body: JSON = ["customer": customer, "confirm": .bool(!isConfirmed)]
            var cause = recording.exchange(
                "POST",
                "/payments",
                body,
                at: time,
                isConfirmed ? shown("open", .null) : paid
            )
            if isConfirmed { cause = recording.exchange("POST", "/payments/\(id)/confirm", [:], at: time + 50, paid) }
            let event: JSON = ["type": "payment.paid", "id": .string("evt_\(random.text(14))"), "data": paid]
            causes[recording.webhook(event, at: time + 400)] = cause
        }
        for attribution in Staging.build(recording).attributions {
            #expect(attribution.cause == causes[attribution.webhook], "\(attribution)")
        }
    }
}

extension ServerHabitTests {
    @Test mutating func `a member is what the request says, and null until one has said it`() throws {
        var recording = StagedRecording()
        for number in 0..<6 {
            let (time, id) = (number * 60_000, "cus_\(random.text(14))")
            let (name, other, card) = ("Ada \(random.text(8))", "Bo \(random.text(8))", "card_\(random.text(14))")
            func shown(_ name: String, _ card: JSON) -> JSON {
                ["id": .string(id), "name": .string(name), "settings": ["default_card": card], "kind": "customer"]
            }
            recording.exchange("POST", "/customers", ["name": .string(name)], at: time, shown(name, .null))
            let path = "/customers/\(id)"
            recording.exchange("POST", path, ["name": .string(other)], at: time + 9_000, shown(other, .null))
            recording.exchange(
                "POST",
                path,
                ["default_card": .string(card)],
                at: time + 18_000,
                shown(other, .string(card))
            )
            recording.exchange("GET", path, at: time + 27_000, shown(other, .string(card)))
        }
        let built = Staging.build(recording)
        let changes = built.mocks.filter { $0.http.route == "/customers/:id" && $0.http.method == "POST" }
        #expect(changes.count == 1, "\(changes.map(\.name))")
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ServerHabitTests {
    @Test mutating func `what is made may be named behind the path`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, upload) = (number * 30_000, random.uuid())
            let (digest, text) = (random.text(40, of: "0123456789abcdef"), "Layer \(random.text(20)) of \(number).")
            let team = ["t1742", "t9305"][number % 2]
            recording.exchange("GET", "/teams/\(team)/blobs/\(digest)", at: time, status: 404)
            recording.exchange(
                "PUT",
                "/teams/\(team)/uploads/\(upload)?digest=\(digest)",
                at: time + 1_000,
                status: 201
            )
            recording.writeAs("application/octet-stream", text)
            recording.exchange("GET", "/teams/\(team)/blobs/\(digest)", at: time + 2_000)
            recording.answerAs("text/plain", text)
        }
        let built = Staging.build(recording)
        let reads = built.mocks.filter { $0.http.method == "GET" }
        #expect(reads.compactMap(Staging.payload(of:)) == ["$.gS['blobs:${$.pathParam.blobId}']"])
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ServerHabitTests {
    @Test mutating func `what gets another name is not there under the old one`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, old, new) = (number * 60_000, "old-\(random.text(8)).txt", "new-\(random.text(8)).md")
            let text = JSON.string("Text \(random.text(12))")
            func file(_ name: String) -> JSON { ["name": .string(name), "content": text, "kind": "file"] }
            recording.exchange("PUT", "/files/\(old)", ["content": text], at: time, status: 201, file(old))
            recording.exchange("GET", "/files/\(old)", at: time + 1_000, file(old))
            recording.exchange("PATCH", "/files/\(old)", ["name": .string(new)], at: time + 2_000, file(new))
            recording.exchange("GET", "/files/\(new)", at: time + 3_000, file(new))
            recording.exchange("GET", "/files/\(old)", at: time + 4_000, status: 404, ["error": "no such file"])
        }
        let built = Staging.build(recording)
        let renaming = built.mocks.first { $0.http.method == "PATCH" }
        #expect(renaming?.extractions.contains { $0.key == "files:${$.pathParam.id}" && $0.value == .null } == true)
        #expect(built.mocks.count { $0.http.method == "GET" } == 2, "\(built.mocks.map(\.name))")
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }
}
