import Codings
import Model
import Recorder
import Storage
import Testing

@Suite struct RedactorTests {
    private let redactor = CaptureSamples.redactor()

    @Test func anExchangeWithoutSecretsStaysByteForByte() {
        let exchange = CaptureSamples.exchange(
            target: "/orders?page=2&sort=key",
            fields: [("Host", "a.test"), ("Stripe-Signature", "t=1,v1=abcdef"), ("X-Hub-Signature-256", "sha256=00")],
            body: #"{"amount": 12.50, "keyword": "token", "items":[1,2]}"#,
            answer: [("Location", "https://a.test/orders/1")],
            answerBody: Array("the password: is written nowhere".utf8)
        )
        let (stored, counts) = redactor.redact(exchange)
        #expect(counts.isEmpty)
        #expect(stored.exchange.request == exchange.request && stored.exchange.requestBody == exchange.requestBody)
        #expect(stored.exchange.response?.head == exchange.response?.head)
        #expect(stored.exchange.response?.body == exchange.response?.body)
    }

    @Test func noSecretReachesTheDiskAnywhere() throws {
        let secret = "s3cr3t/Value+42"
        let exchange = CaptureSamples.exchange(
            target: "/login/s3cr3t%2FValue%2B42?access_token=s3cr3t%2FValue%2B42",
            fields: [
                ("Authorization", "Bearer \(secret)"), ("X-Echo", "it was \(secret)!"), ("Content-Type", "text/plain"),
            ],
            body: #"{"note":"s3cr3t\/Value+42","plain":"s3cr3t/Value+42"}"#,
            answer: [("Set-Cookie", "sid=\(secret); Path=/; HttpOnly")],
            answerBody: Array("base64 czNjcjN0L1ZhbHVlKzQy and \(secret)".utf8)
        )
        let (stored, counts) = redactor.redact(exchange)
        for spelling in [secret, "s3cr3t%2FValue%2B42", "czNjcjN0L1ZhbHVlKzQy"] {
            #expect(!stored.holds(spelling), "\(spelling)")
        }
        #expect(counts["field authorization"] == 1 && counts["query access_token"] == 1)
        #expect(counts["field set-cookie"] == 1)
        #expect((counts["the same secret elsewhere"] ?? 0) >= 5)
    }

    @Test func placeholdersAreEqualWhereSecretsAre() throws {
        func bearer(_ secret: String, salt: [UInt8] = CaptureSamples.salt) throws -> String {
            let redactor = Redactor(rules: .standard, salt: salt, hash: CaptureSamples.hash)
            let exchange = CaptureSamples.exchange(fields: [("authorization", "Bearer \(secret)")])
            return try #require(redactor.redact(exchange).stored.exchange.request.fields.first("Authorization"))
        }
        #expect(try bearer("one-secret-1") == bearer("one-secret-1"))
        #expect(try bearer("one-secret-1") != bearer("one-secret-2"))
        #expect(try bearer("one-secret-1") != bearer("one-secret-1", salt: [9]))
        #expect(try bearer("one-secret-1").wholeMatch(of: /Bearer redacted-[0-9a-f]{12}/) != nil)
    }

    @Test func aSecretFlowsFromAnAnswerIntoTheNextRequest() throws {
        let login = CaptureSamples.exchange(answerBody: Array(#"{"access_token":"tok-123456789"}"#.utf8))
        let next = CaptureSamples.exchange(fields: [("Authorization", "Bearer tok-123456789")])
        let given = try JSON.parse(redactor.redact(login).stored.responseText)["access_token"]?.string
        let used = redactor.redact(next).stored.exchange.request.fields.first("Authorization")
        #expect(try used == "Bearer \(#require(given))")
    }

    @Test func aLiveRequestBecomesWhatTheRecordedOneBecame() {
        let exchange = CaptureSamples.exchange(
            target: "http://me:pa55word99@a.test/x?api_key=k-1234567",
            fields: [("Cookie", "sid=abc123456; lang=\"en\""), ("Content-Type", "application/json")],
            body: #"{"password" : "hunter2", "again": "k-1234567"}"#
        )
        let recorded = redactor.redact(exchange).stored.exchange
        let live = redactor.redact(head: exchange.request, body: exchange.requestBody.bytes)
        #expect(live.head == recorded.request)
        #expect(live.body == recorded.requestBody.bytes)
        let again = redactor.redact(head: live.head, body: live.body)
        #expect(again.head == live.head && again.body == live.body, "placeholders are not replaced again")
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"]) func aCodedBodyIsCodedAgain(coding: String) throws {
        let text = #"{"id":7,"client_secret":"cs_live_a1b2c3d4"}"#
        let coded = try ContentCoding.encode(Array(text.utf8), codings: coding)
        let exchange = CaptureSamples.exchange(
            answer: [("Content-Encoding", coding), ("Content-Type", "application/json")],
            answerBody: coded
        )
        let stored = redactor.redact(exchange).stored
        let body = try #require(stored.exchange.response?.body)
        let decoded = try ContentCoding.decode(body.bytes, codings: coding, limit: 1_000)
        #expect(decoded == stored.response.decoded)
        #expect(stored.responseText.wholeMatch(of: /{"id":7,"client_secret":"redacted-[0-9a-f]{12}"}/) != nil)
        #expect(!body.isTruncated && body.wireLength == coded.count)
        #expect(stored.response.note?.contains("secrets") == true)
    }

    @Test func aCodedBodyWithoutSecretsIsKeptRawAndDecoded() throws {
        let coded = try ContentCoding.gzip.encode(Array("plain".utf8))
        let stored = redactor.redact(CaptureSamples.exchange(answer: [("Content-Encoding", "gzip")], answerBody: coded))
            .stored
        #expect(stored.exchange.response?.body.bytes == coded)
        #expect(stored.response == .init(decoded: Array("plain".utf8)))
    }

    @Test func aBodyThatTheTapCutStaysMarkedAsCut() {
        var exchange = CaptureSamples.exchange()
        exchange.requestBody = CapturedBody(bytes: Array(#"{"password":"a-very-long-pass"#.utf8), length: 500)
        let body = redactor.redact(exchange).stored.exchange.requestBody
        #expect(String(decoding: body.bytes, as: UTF8.self).hasPrefix(#"{"password":"redacted-"#))
        #expect(body.isTruncated)
    }

    @Test func anUnknownCodingIsNoted() {
        let stored =
            redactor.redact(
                CaptureSamples.exchange(answer: [("Content-Encoding", "lzma")], answerBody: [1, 2])
            )
            .stored
        #expect(stored.exchange.response?.body.bytes == [1, 2] && stored.response.decoded == nil)
        #expect(stored.response.note?.contains("lzma") == true)
    }

    @Test func withoutASaltNothingWasRedacted() throws {
        #expect(try Redactor(RecordedRedaction(salt: [], rules: "null"), hash: CaptureSamples.hash) == nil)
        let kept = String(decoding: RedactionRules.standard.json.serialized(), as: UTF8.self)
        let again = try #require(
            try Redactor(RecordedRedaction(salt: CaptureSamples.salt, rules: kept), hash: CaptureSamples.hash)
        )
        let exchange = CaptureSamples.exchange(target: "/?token=abcdefgh1")
        #expect(
            again.redact(exchange).stored.exchange.request == redactor.redact(exchange).stored.exchange.request
        )
    }
}
