import Model
import Storage
import Testing

@Suite struct JournalStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: JournalStore { JournalStore(samples.file) }

    private func id(_ number: Int64) -> ExchangeID { ExchangeID(rawValue: number) }

    private func entry(_ number: Int64, status: Int = 200) -> JournalEntry {
        JournalEntry(
            id: id(number),
            at: StorageSamples.start + .seconds(number),
            namespace: "n",
            mock: MockID(rawValue: "m"),
            request: IncomingRequest(
                id: id(number),
                listener: "http",
                client: "127.0.0.1:1",
                form: .origin,
                scheme: .http,
                authority: nil,
                head: RequestHead(method: "GET", target: "/\(number)"),
                receivedAt: StorageSamples.start
            ),
            answer: Answer(status: status)
        )
    }

    private func numbers() throws -> [Int64] { try store.all().map(\.id.rawValue) }

    @Test func everyFactOfTheAnswerComesBack() throws {
        var full = entry(7, status: 404)
        (full.run, full.mock) = (RunID(rawValue: "run \0 1"), nil)
        (full.answer.fields, full.answer.body) = ([("X-Odd", "a"), ("x-odd", "b")], [0, 255, 10])
        (full.nearest, full.unresolved) = (["mock \"a\": path, not\n/b", ""], ["$.req.x\0"])
        try store.add([full])
        let back = try #require(try store.all().first)
        #expect(back.id == full.id && back.at == full.at && back.run == full.run)
        #expect(back.namespace == "n" && back.mock == nil && back.status == 404)
        #expect(back.fields.wireBytes == full.fields.wireBytes && back.body == full.body)
        #expect(back.nearest == full.nearest && back.unresolved == full.unresolved)
    }

    @Test(arguments: [IncomingRequest.Form.origin, .absolute, .tunnelled], [nil, [], [1, 0, 2]] as [[UInt8]?])
    func everyFactOfTheRequestComesBack(_ form: IncomingRequest.Form, _ body: [UInt8]?) throws {
        var full = entry(1)
        var fields = FieldSection()
        fields.append("X-Odd", bytes: [0x66, 0xFF, 0x80])
        full.request = IncomingRequest(
            id: full.id,
            listener: "https :443",
            client: "[::1]:9",
            form: form,
            scheme: .https,
            authority: Authority(host: "::1", port: 8_443),
            head: RequestHead(method: "pOsT", target: "/a?b=%00", version: .http10, fields: fields),
            body: body,
            receivedAt: StorageSamples.start + .nanoseconds(-1)
        )
        try store.add([full])
        let back = try #require(try store.all().first).request
        #expect(back.id == full.id && back.listener == "https :443" && back.client == "[::1]:9")
        #expect(back.form == form && back.scheme == .https && back.body == body)
        #expect(back.authority == full.request.authority && back.receivedAt == full.request.receivedAt)
        #expect(back.head == full.request.head && back.head.fields.wireBytes == fields.wireBytes)
    }

    @Test func anAuthorityWithoutAPortStaysSo() throws {
        var plain = entry(1)
        plain.request.authority = Authority(host: "api.example.test")
        try store.add([plain, entry(2)])
        let all = try store.all()
        #expect(all.map(\.request.authority) == [Authority(host: "api.example.test"), nil])
    }

    @Test func entriesComeBackInOrderHoweverTheyCame() throws {
        try store.add([5, 2, 9].map { entry($0) })
        try store.add([entry(1)])
        #expect(try numbers() == [1, 2, 5, 9])
        #expect(try store.lastID() == id(9))
    }

    @Test func anEntryIsReplacedOnceItsAnswerIsKnown() throws {
        try store.add([entry(1, status: 0), entry(2)])
        try store.add([entry(1, status: 201)])
        #expect(try store.all().map(\.status) == [201, 200])
    }

    @Test func trimmingDropsTheOldAndTheNamed() throws {
        try store.add((1...10).map { entry($0) })
        try store.add([entry(11), entry(12)], dropping: [id(12), id(8), id(400)], keepingFrom: id(5))
        #expect(try numbers() == [5, 6, 7, 9, 10, 11])
        try store.add([], dropping: [id(9)], keepingFrom: nil)
        #expect(try numbers() == [5, 6, 7, 10, 11])
        try store.add([], dropping: [], keepingFrom: id(100))
        #expect(try numbers() == [] && store.lastID() == nil)
    }

    @Test func removingAllEmptiesIt() throws {
        try store.add([entry(1), entry(2)])
        try store.removeAll()
        #expect(try store.all().isEmpty)
    }

    @Test func exchangesAndEntriesShareOneSequence() throws {
        let exchanges = ExchangeStore(samples.file)
        try store.add([entry(4)])
        #expect(try exchanges.nextID() == id(5))
        try samples.writer(samples.begin()).insert([StoredExchange(StorageSamples.exchange(6))])
        #expect(try exchanges.nextID() == id(7))
        try store.add([entry(7)])
        #expect(try exchanges.nextID() == id(8))
        try store.removeAll()
        #expect(try exchanges.nextID() == id(7))
    }
}
