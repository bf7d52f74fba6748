import Model
import Testing

@testable import Recorder

@Suite struct CorrelationSearchTests {
    private func exchange(
        _ id: Int64,
        _ target: String,
        kind: Exchange.Kind = .exchange,
        fields: FieldSection = [],
        body: String = "",
        answerFields: FieldSection = [],
        answer: String = ""
    ) -> Exchange {
        Exchange(
            id: ExchangeID(rawValue: id),
            kind: kind,
            listener: "reverse",
            client: "",
            origin: Origin(scheme: .http, authority: Authority(host: "a.test")),
            request: RequestHead(method: "POST", target: target, fields: fields),
            requestBody: CapturedBody(bytes: Array(body.utf8)),
            outcome: .response(
                Exchange.Response(
                    head: ResponseHead(status: 200, reason: "OK", fields: answerFields),
                    body: CapturedBody(bytes: Array(answer.utf8))
                )
            ),
            startedAt: Timestamp(seconds: id),
            timings: Timings(total: .milliseconds(10))
        )
    }

    @Test func `a token of a response is found in every part of later messages`() throws {
        let token = "tok-8f3k2j1xq9zz"
        let found = CorrelationSearch.correlations(in: [
            exchange(1, "/login", answer: "{\"auth\":{\"token\":\"\(token)\"}}"),
            exchange(2, "/me/\(token)?t=\(token)", fields: [("Authorization", "Bearer \(token)")]),
            exchange(
                3,
                "/form",
                fields: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "a=b&t=\(token)"
            ),
            exchange(4, "/json", fields: [("Cookie", "x=1; t=\(token)")], body: "{\"t\":[\"\(token)\"]}"),
            exchange(5, "/hook", kind: .webhook, body: "{\"t\":\"\(token)\"}"),
        ])
        let one = try #require(found.first)
        #expect(found.count == 1 && one.value == token && one.kind == .token && one.confidence > 0.9)
        #expect(one.source.section == "response.body.json" && one.source.path == "$.auth.token")
        #expect(one.source.sequence == 1)
        #expect(
            one.targets.map { "\($0.sequence) \($0.section) \($0.path)" } == [
                "2 request.url.path [1]", "2 request.url.query t", "2 request.header Authorization",
                "3 request.body.form t", "4 request.cookie t", "4 request.body.json $.t[0]",
                "5 webhook.body.json $.t",
            ]
        )
    }

    @Test func `what the client sent first is its own`() {
        let found = CorrelationSearch.correlations(in: [
            exchange(1, "/a", body: #"{"ref":"client-ref-1"}"#, answer: #"{"ref":"client-ref-1"}"#),
            exchange(2, "/b?ref=client-ref-1"),
        ])
        #expect(found.isEmpty)
    }

    @Test func `cookies and places of redirects are sources`() {
        let found = CorrelationSearch.correlations(in: [
            exchange(
                1,
                "/a",
                answerFields: [("Set-Cookie", "sid=s3ss10nvalue; Path=/"), ("Location", "/orders/ord77x1234")]
            ),
            exchange(2, "/orders/ord77x1234", fields: [("Cookie", "sid=s3ss10nvalue")]),
        ])
        #expect(found.contains { $0.source.section == "response.cookie" && $0.source.path == "sid" })
    }

    @Test func `options leave values out`() {
        let exchanges = [
            exchange(1, "/a", answer: #"{"id":123456,"n":"abc"}"#), exchange(2, "/b?id=123456&n=abc"),
            exchange(3, "/c?id=123456"),
        ]
        #expect(CorrelationSearch.correlations(in: exchanges).map(\.value) == ["123456"])
        var options = CorrelationOptions()
        options.excludesNumbers = true
        #expect(CorrelationSearch.correlations(in: exchanges, options).isEmpty)
        options = CorrelationOptions()
        (options.minimumLength, options.limitPerSource) = (3, 1)
        #expect(CorrelationSearch.correlations(in: exchanges, options).map(\.targets.count) == [1, 1])
    }

    @Test(arguments: [
        ("12345", Correlation.Kind.number), ("6f9619ff-8b86-d011-b42d-00cf4fc964ff", .uuid), ("hello world", .string),
        ("tok_8f3k2j1xq9zz", .token),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", .jwt),
    ])
    func `values are told apart by their looks`(text: String, kind: Correlation.Kind) {
        #expect(Correlation.Kind(of: text) == kind)
    }
}
