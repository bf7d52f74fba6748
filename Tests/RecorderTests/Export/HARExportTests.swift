import Codings
import Model
import Recorder
import Storage
import TestSupport
import Testing

@Suite struct HARExportTests {
    static func archive(_ exchanges: [StoredExchange], _ attributions: [Attribution] = []) -> [UInt8] {
        var writer = HARWriter(recording: "r \"1\"", version: "1.0")
        let byWebhook = Dictionary(attributions.map { ($0.webhook, $0) }) { $1 }
        var bytes = writer.head
        for exchange in exchanges { bytes += writer.entry(exchange, byWebhook[exchange.exchange.id]) }
        return bytes + writer.tail
    }

    /// What must come back: everything, but that a coded body may be coded otherwise.
    private func facts(_ exchange: Exchange) -> [String] {
        let response = exchange.response
        let codings = response?.head.fields.first("Content-Encoding") ?? ""
        let body = response?.body.bytes ?? []
        let content =
            codings.isEmpty || body.isEmpty
            ? body : (try? ContentCoding.decodeAsFarAsPossible(body, codings: codings, limit: 1 << 20).bytes) ?? body
        return [
            exchange.kind.rawValue, exchange.listener, exchange.client, "\(exchange.origin)", exchange.request.method,
            exchange.request.target,
            exchange.request.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n"),
            "\(exchange.requestBody.bytes)",
            "\(response?.head.status ?? 0) \(response?.head.reason ?? "")",
            response?.head.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n") ?? "", "\(content)",
            "\(response?.trailers.map(\.value) ?? [])", "\(response?.interim ?? [])", exchange.failure?.reason ?? "",
            "\(exchange.startedAt.nanoseconds)",
            "\(exchange.timings)", "\(String(describing: exchange.clientTLS))", exchange.upstreamAddress ?? "",
        ]
    }

    @Test(arguments: 0..<40) func `what goes out comes back`(_ seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        let exchanges = (1...12).map { traffic.exchange($0) }
        let bytes = Self.archive(exchanges)
        #expect(Interchange.detect(bytes) == .har)
        let imported = try Interchange.recording(fromHAR: bytes, first: ExchangeID(rawValue: 1))
        #expect(imported.exchanges.map(\.id) == exchanges.map(\.exchange.id))
        for (before, after) in zip(exchanges, imported.exchanges) {
            #expect(facts(before.exchange) == facts(after), "seed \(seed)")
        }
    }

    @Test func `the times of an entry are those that the format asks for`() throws {
        let stored = StoredExchange(
            Exchange(
                id: ExchangeID(rawValue: 1),
                listener: "f",
                client: "c",
                origin: Origin(scheme: .https, authority: Authority(host: "a.test")),
                request: RequestHead(method: "GET", target: "/x?b=1%202"),
                outcome: .response(Exchange.Response(head: ResponseHead(status: 200, reason: "OK"))),
                startedAt: Timestamp(nanoseconds: 1_790_000_000_123_456_789),
                timings: Timings(
                    connect: .milliseconds(3),
                    tls: .milliseconds(4),
                    send: .milliseconds(1),
                    wait: .milliseconds(20),
                    receive: .milliseconds(2),
                    total: .milliseconds(31)
                )
            )
        )
        let archive = try JSON.parse(Self.archive([stored]))
        let entry = try #require(archive["log"]?["entries"]?[0])
        #expect(entry["startedDateTime"] == "2026-09-21T14:13:20.123Z")
        #expect(entry["timings"]?["connect"] == 7, "ssl is a part of connect")
        #expect(entry["timings"]?["ssl"] == 4)
        #expect(entry["time"] == 30, "the sum of the phases, ssl not counted twice")
        #expect(entry["request"]?["queryString"] == [["name": "b", "value": "1 2"]])
        #expect(entry["request"]?["url"] == "https://a.test/x?b=1%202")
    }

    @Test func `a pinned cause comes back under the new ids`() throws {
        var traffic = RandomTraffic(seed: 3)
        var (cause, webhook) = (traffic.exchange(41), traffic.exchange(42))
        (cause.exchange.kind, webhook.exchange.kind) = (.exchange, .webhook)
        let pin = Attribution(
            webhook: ExchangeID(rawValue: 42),
            cause: ExchangeID(rawValue: 41),
            confidence: 1,
            evidence: ["said"],
            isPinned: true
        )
        let imported = try Interchange.recording(
            fromHAR: Self.archive([cause, webhook], [pin]),
            first: ExchangeID(rawValue: 7)
        )
        #expect(imported.pins.map(\.webhook.rawValue) == [8])
        #expect(imported.pins.map { $0.cause?.rawValue } == [7])
    }

    @Test func `files of other tools become recordings`() throws {
        let text = #"""
            {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [
              {"startedDateTime": "2026-01-01T10:00:01.5+01:00", "time": 12.5,
               "request": {"method": "POST", "url": "https://a.test/login?x=1#top", "httpVersion": "h2", "cookies": [],
                 "headers": [{"name": ":method", "value": "POST"}, {"name": "content-type", "value": "application/x-www-form-urlencoded"}],
                 "queryString": [], "headersSize": -1, "bodySize": 9,
                 "postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "user", "value": "a b"}, {"name": "p", "value": "1"}]}},
               "response": {"status": 200, "statusText": "", "httpVersion": "h2", "cookies": [],
                 "headers": [{"name": "Content-Encoding", "value": "br"}, {"name": "Set-Cookie", "value": "a=1\nb=2"}],
                 "content": {"size": 2, "mimeType": "text/plain", "text": "hi"}, "redirectURL": "", "headersSize": -1, "bodySize": 6},
               "cache": {}, "timings": {"send": 1, "wait": 10, "receive": 1.5, "connect": -1, "ssl": -1}},
              {"startedDateTime": "2026-01-01T09:00:00.000Z", "time": 1,
               "request": {"method": "GET", "url": "data:text/plain,x", "httpVersion": "", "headers": [], "cookies": [], "queryString": []},
               "response": {"status": 200, "content": {}}, "timings": {}}]}}
            """#
        let imported = try Interchange.recording(fromHAR: Array(text.utf8), first: ExchangeID(rawValue: 5))
        let exchange = try #require(imported.exchanges.first)
        #expect(imported.exchanges.count == 1)
        #expect(exchange.request.target == "/login?x=1")
        #expect(exchange.request.fields.map(\.name) == ["content-type"])
        #expect(String(decoding: exchange.requestBody.bytes, as: UTF8.self) == "user=a%20b&p=1")
        #expect(CalendarDate(exchange.startedAt).rfc3339(fractionDigits: 1) == "2026-01-01T09:00:01.5Z")
        #expect(exchange.response?.head.fields.all(named: "Set-Cookie") == ["a=1", "b=2"])
        let body = try #require(exchange.response?.body.bytes)
        #expect(
            try ContentCoding.decodeAsFarAsPossible(body, codings: "br", limit: 99).bytes == Array("hi".utf8),
            "the body is what its fields say"
        )
        #expect(imported.notes.map(\.path) == ["$.log.entries[1].request.url"])
    }
}
