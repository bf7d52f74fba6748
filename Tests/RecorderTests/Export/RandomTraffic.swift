import Codings
import Model
import Storage
import TestSupport

/// Traffic drawn by chance, for properties that must hold whatever was recorded.
struct RandomTraffic {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func one<T>(of values: [T]) -> T { values[number(0...values.count - 1)] }

    /// Text with what formats trip over: quotes, braces, dollars, backslashes, other scripts.
    mutating func text() -> String {
        one(of: [
            "plain", "with \"quotes\" and 'others'", "a\\b\\\\c", "$.req.id costs $5 ${x}", "{{double}} braces",
            "Zürich – 東京 🫖", "", "line\nbreak\ttab",
            random.text(number(1...40)), random.uuid(), "50% & more=less?#",
        ])
    }

    mutating func json(depth: Int = 3) -> JSON {
        switch depth == 0 ? number(0...4) : number(0...7) {
        case 0: return nil
        case 1: return .bool(number(0...1) == 1)
        case 2: return .int(number(-1_000...1_000_000))
        case 3: return .number(JSONNumber(text: one(of: ["1.0", "1e3", "-0.25", "12345678901234567890", "0"])))
        case 4: return .string(text())
        case 5: return .array((0..<number(0...3)).map { _ in json(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<number(0...4) {
                object[one(of: ["id", "odd name", "a.b", "größe", "x-y", "$.odd", random.text(5)])] = json(
                    depth: depth - 1
                )
            }
            return .object(object)
        }
    }

    private mutating func content() -> (type: String?, bytes: [UInt8]) {
        switch number(0...5) {
        case 0: return (nil, [])
        case 1, 2:
            return (
                "application/json",
                JSON.object(JSONObject([.init("v", json())])).serialized(indented: number(0...1) == 1)
            )
        case 3: return ("application/x-www-form-urlencoded", Array("a=\(number(0...9))&b=x%20y&a=2".utf8))
        case 4: return ("text/plain; charset=utf-8", Array(text().utf8))
        default:
            return (
                "application/octet-stream",
                (0..<number(1...40)).map { _ in UInt8.random(in: 0...255, using: &random) } + [0xFF, 0]
            )
        }
    }

    /// An exchange, a webhook, a failure or a partial response.
    mutating func exchange(_ id: Int64) -> StoredExchange {
        let (type, bytes) = content()
        var fields: FieldSection = [
            ("Host", "api.test"), ("X-Odd", text().filter { $0 != "\n" && $0 != "\t" }), ("x-odd", "again"),
        ]
        if let type { fields.append("Content-Type", type) }
        if number(0...2) == 0 { fields.append("Cookie", "a=1; b=\(number(0...9))") }
        let query = number(0...1) == 0 ? "" : "?q=\(PercentEncoding.encoded(text()))&flag&n=\(number(0...9))"
        let (answerType, answerBytes) = content()
        var answer: FieldSection = []
        if let answerType { answer.append("Content-Type", answerType) }
        if number(0...3) == 0 { answer.append("Set-Cookie", "s=\(number(0...99)); Path=/; HttpOnly") }
        var sent = answerBytes
        if number(0...2) == 0, !answerBytes.isEmpty, let coded = try? ContentCoding.encode(answerBytes, codings: "gzip")
        {
            answer.append("Content-Encoding", "gzip")
            sent = coded
        }
        let response = Exchange.Response(
            head: ResponseHead(
                status: one(of: [200, 201, 204, 302, 404, 500]),
                reason: one(of: ["OK", "", "Odd Reason"]),
                fields: answer
            ),
            body: CapturedBody(bytes: sent),
            trailers: number(0...4) == 0 ? [("T", "u")] : [],
            interim: number(0...4) == 0 ? [103] : []
        )
        let failure = ExchangeFailure(source: .upstream, phase: .wait, reason: "it left")
        let exchange = Exchange(
            id: ExchangeID(rawValue: id),
            kind: number(0...4) == 0 ? .webhook : .exchange,
            listener: "forward",
            client: "127.0.0.1:\(number(1_000...60_000))",
            origin: Origin(
                scheme: one(of: [.http, .https]),
                authority: Authority(host: one(of: ["api.test", "127.0.0.1"]), port: one(of: [nil, 8_443]))
            ),
            request: RequestHead(
                method: one(of: ["GET", "POST", "PUT", "DELETE", "PATCH"]),
                target: "/\(random.text(4))/\(number(1...99))\(query)",
                fields: fields
            ),
            requestBody: CapturedBody(bytes: bytes),
            outcome: number(0...9) == 0
                ? .failure(failure, partial: number(0...1) == 0 ? nil : response) : .response(response),
            startedAt: Timestamp(nanoseconds: 1_790_000_000_000_000_000 + id * 7_654_321),
            timings: Timings(
                connect: one(of: [nil, .microseconds(1_234)]),
                send: .microseconds(50),
                wait: .milliseconds(number(1...90)),
                receive: .microseconds(7),
                total: .milliseconds(number(90...99))
            ),
            clientTLS: one(of: [nil, TLSFacts(version: "TLSv1.3", cipher: "C", serverName: "api.test")]),
            upstreamAddress: one(of: [nil, "192.0.2.1:443"])
        )
        let decoded: [UInt8]? = answer.contains("Content-Encoding") ? answerBytes : nil
        return StoredExchange(
            exchange,
            response: StoredExchange.BodyNotes(decoded: exchange.response == nil ? nil : decoded)
        )
    }
}
