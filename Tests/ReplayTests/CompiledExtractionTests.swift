import Model
import Replay
import Testing

@Suite struct CompiledExtractionTests {
    @Test func createThenGetGoesThroughAStore() throws {
        let engine = try engine(
            """
            [{"id": "create", "http": {"route": "/orders", "httpMethod": "POST"},
              "response": {"statusCode": 201, "payload": {"id": "ord_$.fake.UUID", "total": "$.req.total"}},
              "extractAfter": {"gStore": {"order:${$.resp.id}": "$.resp"}}},
             {"id": "get", "http": {"route": "/orders/:id", "httpMethod": "GET"},
              "response": {"payload": {"id": "$.pathParam.id", "total": "$.gS['order:${$.pathParam.id}']['total']"}}}]
            """
        )
        for total in ["5", "7.50"] {
            let created = engine.answer(request("POST", "/orders", body: #"{"total": \#(total)}"#)).text ?? ""
            let id = try #require(try JSON.parse(created)["id"]?.string)
            #expect(engine.answer(request("GET", "/orders/\(id)")).text == #"{"id":"\#(id)","total":\#(total)}"#)
        }
        #expect(engine.answer(request("GET", "/orders/none")).answered?.unresolved.count == 1)
    }

    @Test func chainsShareAndOthersDoNot() throws {
        let engine = try engine(
            """
            [{"id": "w", "chainId": "c", "http": {"route": "/w/:v"}, "extract": {"cStore": {"v": "$.pathParam.v"}}, "response": {}},
             {"id": "r", "chainId": "c", "http": {"route": "/r"}, "response": {"payload": "$.cS.v"}},
             {"id": "o", "chainId": "d", "http": {"route": "/o"}, "response": {"payload": "$.cS.v"}}]
            """
        )
        _ = engine.answer(request("GET", "/w/5"))
        #expect(engine.answer(request("GET", "/r")).text == "5")
        #expect(engine.answer(request("GET", "/o")).text == "$.cS.v")
    }

    @Test func theMockStoreStartsAnewEachTime() throws {
        let engine = try engine(
            """
            {"id": "m", "http": {"route": "/"}, "mStore": {"n": 1, "who": "$.queryParams.who"},
             "extract": {"mStore": {"n": "$.increment($.mS.n)"}}, "response": {"payload": {"n": "$.mS.n", "who": "$.mS.who"}}}
            """
        )
        #expect(engine.answer(request("GET", "/?who=a")).text == #"{"n":2,"who":"a"}"#)
        #expect(engine.answer(request("GET", "/?who=b")).text == #"{"n":2,"who":"b"}"#)
    }

    @Test func whatIsNotThereIsNotStored() throws {
        let engine = try engine(
            """
            [{"id": "w", "http": {"route": "/w"}, "extract": {"gStore": {"v": "$.queryParams.v"}}, "response": {}},
             {"id": "r", "http": {"route": "/r"}, "response": {"payload": "${$.gS.v || 'none'}"}}]
            """
        )
        #expect(engine.answer(request("GET", "/w")).answered?.unresolved == ["$.queryParams.v"])
        #expect(engine.answer(request("GET", "/r")).text == "none")
        _ = engine.answer(request("GET", "/w?v=1"))
        #expect(engine.answer(request("GET", "/r")).text == "1")
    }
}
