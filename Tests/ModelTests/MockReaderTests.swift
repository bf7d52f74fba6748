import Model
import Testing

@Suite struct MockReaderTests {
    private func read(_ text: String, unknownKeys: UnknownKeys = .refuse) throws -> Mock {
        try #require(try MockFile(parsing: Array(text.utf8), unknownKeys: unknownKeys).mocks.first)
    }

    @Test func `defaults are those of the seed`() throws {
        let mock = try read(
            #"{"http":{"route":"/a"},"response":{},"webhooks":[{"url":"http://h/"}]}"#
        )
        let callback = try #require(mock.callbacks.first)
        #expect(mock.id == MockID(rawValue: "mock-1"))
        #expect(mock.http.method == nil)
        guard case .fixed(let reply) = mock.reply else { throw MockFormatError(path: "$", reason: "no fixed reply") }
        #expect(reply.status == 200)
        #expect(callback.target == .http(method: "POST", url: "http://h/"))
        #expect(callback.timeout == .seconds(30))
        #expect(callback.retries.count == 0)
        #expect(callback.retries.delay == .seconds(1))
        #expect(callback.isAsync)
        #expect(callback.trigger == .always)
    }

    @Test func `headers may be texts or lists`() throws {
        let mock = try read(#"{"http":{"route":"/a"},"response":{"headers":{"A":"1","B":["2","3"]}}}"#)
        guard case .fixed(let reply) = mock.reply else { throw MockFormatError(path: "$", reason: "no fixed reply") }
        #expect(reply.fields == [TemplateField("A", "1"), TemplateField("B", "2"), TemplateField("B", "3")])
    }

    @Test(arguments: [
        (#"{"mocks":[{"id":"a","http":{"route":"/a"},"respnse":{}}]}"#, "$.mocks[0].respnse", "response"),
        (
            #"{"mocks":[{"id":"a","http":{"route":"/a"},"response":{"statusCode":"200"}}]}"#,
            "$.mocks[0].response.statusCode", "a number"
        ),
        (
            #"{"mocks":[{"id":"a","http":{"route":"/a"},"response":{"statusCode":42}}]}"#,
            "$.mocks[0].response.statusCode", "200 to 599"
        ),
        (#"{"id":"a","http":{"route":"a"},"response":{}}"#, "$.http.route", "/"),
        (#"{"id":"a","http":{"route":"/:x/:x"},"response":{}}"#, "$.http.route", "twice"),
        (#"{"id":"a","http":{"route":"/a"}}"#, "$", "answer is missing"),
        (#"{"id":"a","response":{}}"#, "$", "http"),
        (#"{"id":"a","grpc":{},"response":{}}"#, "$", "grpc"),
        (
            #"{"id":"a","http":{"route":"/a","conditions":[{"path":"$.x","assertAction":"like"}]},"response":{}}"#,
            "$.http.conditions[0].assertAction", "not_equals"
        ),
        (#"{"id":"a","http":{"route":"/a"},"response":{},"webhooks":[{"body":1}]}"#, "$.webhooks[0]", "url"),
        (
            #"{"id":"a","http":{"route":"/a"},"response":{},"webhooks":[{"url":"u","trigger":"on_first_use"}]}"#,
            "$.webhooks[0].trigger", "on_success"
        ),
        (
            #"{"id":"a","http":{"route":"/a"},"response":{},"webhooks":[{"url":"u","retryCount":1.5}]}"#,
            "$.webhooks[0].retryCount", "whole"
        ),
        (
            #"[{"id":"a","http":{"route":"/a"},"response":{}},{"id":"a","http":{"route":"/b"},"response":{}}]"#, "$[1]",
            "taken"
        ),
        ("{", "$", "line 1"),
    ])
    func `bad input names the place and the way out`(_ text: String, _ path: String, _ words: String) {
        let error = #expect(throws: MockFormatError.self) { try MockFile(parsing: Array(text.utf8)) }
        #expect(error?.path == path)
        #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `a client of another version may send unknown keys`() throws {
        let mock = try read(#"{"id":"a","http":{"route":"/a","x":1},"response":{"y":2},"z":3}"#, unknownKeys: .ignore)
        #expect(mock.http.route == "/a")
    }

    @Test func `extractors of every spelling become extractions in order`() throws {
        let mock = try read(
            #"""
            {"id":"a","http":{"route":"/a"},"response":{},
             "extract":{"gStore":{"n":"$.increment($.gS.n || 0)"},"cStore":{"c":{"from":"body","jpath":"$.x"}}},
             "extractors":[{"from":"body","jsonPath":"$.orderId","toStore":"global","key":"last"},
                           {"from":"header","jsonPath":"X-Id","toStore":"chain","key":"h"}],
             "extractAfter":{"gStore":{"id":"$.resp.id"}}}
            """#
        )
        #expect(mock.extractions.map(\.key) == ["c", "n", "last", "h", "id"])
        #expect(mock.extractions[0].value == "$.req.x")
        #expect(mock.extractions[2].value == "$.req.orderId")
        #expect(mock.extractions[3].value == "$.reqHeader.X-Id[0]")
        #expect(mock.extractions.map(\.isAfterResponse) == [false, false, false, false, true])
    }

    @Test func `milliseconds given as seconds are warned of`() throws {
        let file = try MockFile(
            parsing: Array(
                #"{"http":{"route":"/a"},"response":{},"webhooks":[{"url":"http://a.test/","timeout":5000}]}"#.utf8
            )
        )
        #expect(file.warnings.map(\.path) == ["$.webhooks[0].timeout"])
    }

    @Test(arguments: [
        (#""url":"ftp://a.test/""#, "url"), (#""url":"""#, "url"), (#""url":"a.test/hook""#, "url"),
        (#""url":"http://a.test/","method":"G T""#, "method"), (#""url":"$.req.url","method":"$.req.method""#, nil),
        (#""url":"https://a.test/${$.req.id}""#, nil),
    ])
    func `what nothing can be sent to is warned of`(_ members: String, _ member: String?) throws {
        let file = try MockFile(
            parsing: Array(#"{"http":{"route":"/a"},"response":{},"webhooks":[{\#(members)}]}"#.utf8)
        )
        #expect(file.warnings.map(\.path) == (member.map { ["$.webhooks[0].\($0)"] } ?? []))
    }

    @Test func `what programs write for nothing is the default`() throws {
        let mock = try read(
            #"""
            {"http":{"route":"/a"},"response":{},"webhooks":[{"type":"","url":"http://a.test/","method":"","timeout":0,"trigger":""},
              {"url":"http://a.test/","preset":"slack","timeout":0}]}
            """#
        )
        #expect(mock.callbacks[0] == CallbackConfig(target: .http(method: "POST", url: "http://a.test/")))
        #expect(mock.callbacks[1].timeout == .seconds(3))
    }

    @Test func `conditions nest`() throws {
        let mock = try read(
            #"{"http":{"route":"/a","conditions":[{"any":[{"path":"x","value":1},{"not":{"path":"y","assertAction":"gt","value":2}}]}]},"response":{}}"#
        )
        #expect(
            mock.http.body == [
                .any([
                    .check(.init(path: "x", action: .equals, value: 1)),
                    .not(.check(.init(path: "y", action: .greater, value: 2))),
                ])
            ]
        )
    }
}
