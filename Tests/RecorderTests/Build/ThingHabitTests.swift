import Model
import Recorder
import TestSupport
import Testing

/// How systems name, change and show their things, each staged by hand: built, played with recorded values and with fresh ones.
@Suite struct ThingHabitTests {
    private var random = SeededRandom(seed: 33)

    private func mocks(_ recording: StagedRecording, _ method: String, _ route: String) -> [Mock] {
        Staging.build(recording).mocks.filter { $0.http.method == method && $0.http.route == route }
    }

    private func payload(_ mocks: [Mock]) -> JSON? { mocks.last.flatMap(Staging.payload(of:)) }

    /// Each repository counts its issues from 1; labels are told as words and shown as objects.
    private mutating func issues() -> StagedRecording {
        var recording = StagedRecording()
        var id = 8_000
        for number in 0..<4 {
            let (time, name) = (number * 60_000, "tool-\(random.text(7))")
            let url = "https://api.hub.test/repos/octo/\(name)"
            id += 3 + number
            let repository: JSON = ["id": .int(id), "name": .string(name), "url": .string(url)]
            recording.exchange("POST", "/user/repos", ["name": .string(name)], at: time, status: 201, repository)
            for issue in 1...3 {
                id += 1 + issue * 5
                let labels = (0..<(issue + number) % 3).map { "label-\($0)\(issue)\(number)" }
                func shown(_ state: String) -> JSON {
                    [
                        "id": .int(id), "number": .int(issue), "title": .string("Title \(number)\(issue)"),
                        "state": .string(state), "url": .string("\(url)/issues/\(issue)"),
                        "labels": .array(labels.map { ["name": .string($0), "color": "ededed"] }),
                    ]
                }
                let body: JSON = [
                    "title": .string("Title \(number)\(issue)"), "labels": .array(labels.map { .string($0) }),
                ]
                let moment = time + issue * 9_000
                recording.exchange("POST", "/repos/octo/\(name)/issues", body, at: moment, status: 201, shown("open"))
                let path = "/repos/octo/\(name)/issues/\(issue)"
                recording.exchange("PATCH", path, ["state": "closed"], at: moment + 2_000, shown("closed"))
                recording.exchange("GET", path, at: moment + 4_000, shown("closed"))
            }
        }
        return recording
    }

    @Test mutating func `issue 1 of one repository is not issue 1 of another, and each counts its own`() throws {
        let recording = issues()
        let made = mocks(recording, "POST", "/repos/octo/:id/issues")
        #expect(made.count == 1)
        let shown = payload(made)
        #expect(shown?["labels"] == "$.each($.req.labels, 'name', '@', 'color', 'ededed')")
        let counter = made.first?.extractions.first { $0.key == "number" }?.value
        #expect(counter == "$.fake.counter('issues.number:${$.pathParam.id}', 1)")
        let read = payload(mocks(recording, "GET", "/repos/octo/:octoId/issues/:issueId"))
        #expect(read == "$.gS['issues:octo:${$.pathParam.octoId}:${$.pathParam.issueId}']")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }
}

extension ThingHabitTests {
    /// Events at times with offsets; some are repeated. A request changes the title or moves the event by days.
    private mutating func events() -> StagedRecording {
        var recording = StagedRecording()
        for number in 0..<6 {
            let (time, id, start) = (number * 90_000, random.text(22), 1_796_000_000 + number * 93_000)
            func spelled(_ seconds: Int) -> JSON {
                let text = CalendarDate(Timestamp(seconds: Int64(seconds + 7_200))).rfc3339(fractionDigits: 0)
                return .string(text.dropLast() + "+02:00")
            }
            let minutes = [15, 45, 30, 90][number % 4]
            func event(_ title: String, movedBy days: Int = 0, version: Int) -> JSON {
                let begin = start + days * 86_400
                var event: JSONObject = [
                    "id": .string(id), "title": .string(title), "start": ["at": spelled(begin), "zone": "Berlin"],
                    "end": ["at": spelled(begin + minutes * 60)], "reminder": spelled(start - 1_800),
                    "version": .int(version),
                ]
                if number % 2 == 0 { event["repeats"] = .string("every \(number + 2) days") }
                return .object(event)
            }
            let title = "Meeting \(random.text(5))"
            var body: JSONObject = ["title": .string(title), "start": spelled(start), "minutes": .int(minutes)]
            if number % 2 == 0 { body["repeats"] = .string("every \(number + 2) days") }
            recording.exchange("POST", "/events", .object(body), at: time, status: 201, event(title, version: 1))
            let (path, other) = ("/events/\(id)", "Renamed \(random.text(4))")
            recording.exchange("PATCH", path, ["title": .string(other)], at: time + 9_000, event(other, version: 2))
            let days = 1 + number % 3
            let moved = event(other, movedBy: days, version: 3)
            recording.exchange("PATCH", path, ["move_days": .int(days)], at: time + 18_000, moved)
            recording.exchange("GET", path, at: time + 27_000, moved)
        }
        return recording
    }

    @Test mutating func `times are as much later as a number says, and what a request leaves out stays`() throws {
        let recording = events()
        let made = payload(mocks(recording, "POST", "/events"))
        #expect(made?["end"]?["at"] == "$.formatTime($.req.start, 'rfc3339', '+02:00', $.req.minutes, 'minutes')")
        #expect(made?["reminder"] == "$.formatTime($.req.start, 'rfc3339', '+02:00', '-30m')")
        let changed = mocks(recording, "PATCH", "/events/:id")
        #expect(changed.count == 1, "things have different members, and one mock changes them all")
        let text = payload(changed)?.string ?? ""
        #expect(text.hasPrefix("$.set($.gS['events:${$.pathParam.id}'], "), "\(text)")
        #expect(text.contains("'title', $.req.title, 'version', "), "\(text)")
        #expect(text.contains("$.req.move_days, 'days') || $.gS['events:${$.pathParam.id}'].start.at"), "\(text)")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a client that has a thing already is told so`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, id) = (number * 20_000, random.text(20))
            let (thing, tag): (JSON, String) = (["id": .string(id), "size": .int(number)], "\"v1\"")
            recording.exchange("POST", "/files", ["size": .int(number)], at: time, status: 201, thing)
            recording.exchange("GET", "/files/\(id)", at: time + 1_000, thing, fields: [("ETag", tag)])
            recording.exchange(
                "GET",
                "/files/\(id)",
                at: time + 2_000,
                status: 304,
                fields: [("ETag", tag)],
                requestFields: [("If-None-Match", tag)]
            )
        }
        let built = Staging.build(recording)
        #expect(built.mocks.filter { $0.http.method == "GET" }.map(\.http.route) == ["/files/:id", "/files/:id"])
        let report = try ClosedLoop.check(recording, built)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `things that many owners made with names in common are found under their ids alone`() throws {
        var recording = StagedRecording()
        for number in 0..<6 {
            let (time, ticket, id) = (number * 30_000, random.text(24), "user_\(random.text(14))")
            let user: JSON = [
                "id": .string(id), "given_name": .string(number % 2 == 0 ? "Ann" : "Bo"), "status": "active",
            ]
            let asked: JSON = ["given_name": .string(number % 2 == 0 ? "Ann" : "Bo")]
            recording.exchange("POST", "/invitations/\(ticket)/accept", asked, at: time, status: 201, user)
            recording.exchange("GET", "/users/\(id)", at: time + 5_000, user)
        }
        let accept = try #require(mocks(recording, "POST", "/invitations/:id/accept").first)
        #expect(accept.extractions.map(\.key) == ["users:${$.resp.id}"])
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }
}
