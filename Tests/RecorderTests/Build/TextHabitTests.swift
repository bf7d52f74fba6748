import Model
import Recorder
import TestSupport
import Testing

/// What systems cut out of texts and put behind ids: names of people, domains, mentions, masks, formats and verbs.
@Suite struct TextHabitTests {
    private var random = SeededRandom(seed: 58)

    private static let people = [
        ("Ann", "Lee", "north.io"), ("Bo", "Marchetti", "example.com"), ("Chidi", "Okafor", "south.example"),
        ("Dora", "Lindqvist", "north.io"), ("Emeka", "Ito", "example.com"), ("Freya", "Brandt", "west.dev"),
        ("Goran", "Petrov", "north.io"), ("Hana", "Suzuki", "south.example"),
    ]

    private func payload(_ recording: StagedRecording) throws -> JSON? {
        let mocks = Staging.build(recording).mocks
        #expect(mocks.count == 1)
        return try Staging.payload(of: #require(mocks.first))
    }

    private func expectComplete(_ recording: StagedRecording) throws {
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a person's names, initials and the halves of an address follow the request`() throws {
        var recording = StagedRecording()
        for (number, (first, last, domain)) in Self.people.enumerated() {
            let email = "\(first.lowercased())\(number * 37)@\(domain)"
            recording.exchange(
                "POST",
                "/people",
                ["name": .string("\(first) \(last)"), "email": .string(email)],
                at: number * 10_000,
                status: 201,
                [
                    "first": .string(first), "last": .string(last),
                    "initials": .string("\(first.prefix(1))\(last.prefix(1))"),
                    "shown": .string("\(first) \(last.prefix(1))."), "domain": .string(domain),
                    "masked": .string("\(email.prefix(1))***@\(domain)"),
                ]
            )
        }
        let shown = try payload(recording)
        #expect(shown?["first"] == "$.part($.req.name, ' ', 0)" && shown?["last"] == "$.behind($.req.name, ' ')")
        #expect(shown?["initials"] == "$.initials($.req.name)" && shown?["domain"] == "$.part($.req.email, '@', -1)")
        #expect(shown?["shown"] == "${$.part($.req.name, ' ', 0)} ${$.slice($.behind($.req.name, ' '), 0, 1)}.")
        #expect(shown?["masked"] == "${$.slice($.req.email, 0, 1)}***@${$.part($.req.email, '@', -1)}")
        try expectComplete(recording)
    }

    @Test mutating func `a user's name made of an initial and a last name follows both`() throws {
        var recording = StagedRecording()
        for (number, (first, last, domain)) in Self.people.enumerated() {
            recording.exchange(
                "POST",
                "/accounts",
                ["given": .string(first), "family": .string(last), "site": .string(domain)],
                at: number * 10_000,
                status: 201,
                [
                    "login": .string("\(first.prefix(1))\(last)".lowercased()),
                    "initials": .string("\(first.prefix(1))\(last.prefix(1))"),
                ]
            )
        }
        let shown = try payload(recording)
        #expect(shown?["login"] == "${$.lower($.slice($.req.given, 0, 1))}${$.lower($.req.family)}")
        #expect(shown?["initials"] == "${$.slice($.req.given, 0, 1)}${$.slice($.req.family, 0, 1)}")
        try expectComplete(recording)
    }

    @Test mutating func `mentions, the number of words and the first line are read from the text`() throws {
        var recording = StagedRecording()
        for (number, (first, last, domain)) in Self.people.enumerated() {
            let mentions = (0..<number % 3).map { "\(first.lowercased())\($0)" }
            let words = (0...number).map { "\(last.lowercased())\($0)" } + mentions.map { "@\($0)" }
            let line = words.joined(separator: " ")
            let text = line + (number % 2 == 0 ? "\nsee \(domain)" : "")
            recording.exchange(
                "POST",
                "/messages",
                ["text": .string(text)],
                at: number * 10_000,
                status: 201,
                [
                    "mentions": .array(mentions.map { .string($0) }),
                    "words": .int(words.count + (number % 2 == 0 ? 2 : 0)),
                    "preview": .string(line.count > 24 ? line.prefix(24) + "…" : line),
                ]
            )
        }
        let shown = try payload(recording)
        #expect(shown?["mentions"] == "$.tags($.req.text, '@')" && shown?["words"] == "$.count($.words($.req.text))")
        #expect(shown?["preview"] == "$.shorten($.part($.req.text, '\n', 0), 24, '…')")
        try expectComplete(recording)
    }

    @Test mutating func `an id with a format or a verb behind it names the same thing`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, id) = (number * 60_000, "in_\(random.text(16))")
            func invoice(_ status: String) -> JSON {
                ["id": .string(id), "amount": .int(700 + number * 13), "status": .string(status)]
            }
            recording.exchange(
                "POST",
                "/invoices",
                ["amount": .int(700 + number * 13)],
                at: time,
                status: 201,
                invoice("draft")
            )
            recording.exchange("GET", "/invoices/\(id).json", at: time + 2_000, invoice("draft"))
            recording.exchange("POST", "/invoices/\(id):finalize", [:], at: time + 4_000, invoice("open"))
            recording.exchange("GET", "/invoices/\(id).json", at: time + 6_000, invoice("open"))
        }
        let mocks = Staging.build(recording).mocks
        #expect(Set(mocks.map(\.http.route)) == ["/invoices", "/invoices/:id.json", "/invoices/:id:finalize"])
        let read = try #require(mocks.first { $0.http.method == "GET" })
        #expect(Staging.payload(of: read) == "$.gS['invoices:${$.pathParam.id}']")
        try expectComplete(recording)
    }

    @Test mutating func `a domain in a path is no id with an ending`() throws {
        var recording = StagedRecording()
        for (number, ending) in ["com", "org", "com", "net"].enumerated() {
            let (time, domain) = (number * 20_000, "shop\(number * 37)abc\(number).\(ending)")
            let zone: JSON = ["domain": .string(domain), "plan": "free"]
            recording.exchange("POST", "/domains", ["domain": .string(domain)], at: time, status: 201, zone)
            recording.exchange("GET", "/domains/\(domain)", at: time + 4_000, zone)
        }
        #expect(Set(Staging.build(recording).mocks.map(\.http.route)) == ["/domains", "/domains/:id"])
        try expectComplete(recording)
    }

    @Test mutating func `a file's name, type and size are read from the upload`() throws {
        var recording = StagedRecording()
        let endings = ["pdf", "png", "txt", "csv", "svg"]
        for number in 0..<8 {
            let (ending, base) = (endings[number % 5], "\(Self.people[number].1.lowercased())_\(number * 71)")
            let content = random.text(20 + number * 9)
            recording.exchange(
                "POST",
                "/files",
                [:],
                at: number * 10_000,
                status: 201,
                [
                    "name": .string("\(base).\(ending)"), "base": .string(base), "ending": .string(".\(ending)"),
                    "type": .string("file/\(ending)"), "size": .int(content.utf8.count),
                ]
            )
            recording.upload(named: "\(base).\(ending)", type: "file/\(ending)", content)
        }
        let shown = try payload(recording)
        #expect(shown?["name"] == "$.reqFile.document.name" && shown?["size"] == "$.reqFile.document.size")
        #expect(
            shown?["base"] == "$.before($.reqFile.document.name, '.')" && shown?["type"] == "$.reqFile.document.type"
        )
        #expect(shown?["ending"] == ".${$.part($.reqFile.document.name, '.', -1)}")
        try expectComplete(recording)
    }

    @Test mutating func `an address without its sign is refused, whatever else it says`() throws {
        var recording = StagedRecording()
        for (number, (first, _, domain)) in Self.people.enumerated() {
            let (time, name) = (number * 10_000, "\(first.lowercased())\(number * 91)")
            let user: JSON = ["email": .string("\(name)@\(domain)"), "state": "invited"]
            recording.exchange("POST", "/users", ["email": .string("\(name)@\(domain)")], at: time, status: 201, user)
            guard number % 3 == 0 else { continue }
            let refusal: JSON = ["error": .string("\(name) is no address")]
            recording.exchange("POST", "/users", ["email": .string(name)], at: time + 3_000, status: 422, refusal)
        }
        let refused = try #require(Staging.build(recording).mocks.first { !$0.http.body.isEmpty })
        #expect(refused.http.body == [.check(Condition.Check(path: "$.email", action: .notContains, value: "@"))])
        #expect(Staging.payload(of: refused)?["error"] == "${$.req.email} is no address")
        try expectComplete(recording)
    }

    @Test mutating func `what ends after so many seconds of the request ends so much later than now`() throws {
        var recording = StagedRecording()
        for (number, seconds) in [60, 900, 3_600, 120, 7_200].enumerated() {
            let time = number * 15_000
            let answer: JSON = [
                "id": .string("ses_\(random.text(12))"), "ends_at": StagedRecording.rfc3339(time + seconds * 1_000),
            ]
            recording.exchange("POST", "/sessions", ["ttl": .int(seconds)], at: time, status: 201, answer)
        }
        let shown = try payload(recording)
        #expect(shown?["ends_at"] == "$.formatTime($.time('rfc3339ns'), 'rfc3339', $.req.ttl, 'seconds')")
        try expectComplete(recording)
    }

    @Test mutating func `values written into documents of GraphQL do not tell their purposes apart`() throws {
        var recording = StagedRecording()
        for number in 0..<6 {
            let (time, title) = (number * 30_000, "\(Self.people[number].1) writes")
            let id = "pst_\(random.text(12))"
            let post: JSON = ["id": .string(id), "title": .string(title)]
            let create: JSON = [
                "query": "mutation($t: String!) { create(title: $t) { id title } }", "variables": ["t": .string(title)],
            ]
            recording.exchange("POST", "/graphql", create, at: time, ["data": ["create": post]])
            let publish: JSON = ["query": .string("mutation { publish(id: \"\(id)\") { id } }")]
            recording.exchange(
                "POST",
                "/graphql",
                publish,
                at: time + 5_000,
                ["data": ["publish": ["id": .string(id)]]]
            )
        }
        let mocks = Staging.build(recording).mocks
        #expect(mocks.count == 2)
        let publish = try #require(mocks.first { Staging.payload(of: $0)?["data"]?["publish"] != nil })
        #expect(Staging.payload(of: publish)?["data"]?["publish"]?["id"] == "$.part($.req.query, '\"', 1)")
        try expectComplete(recording)
    }
}
