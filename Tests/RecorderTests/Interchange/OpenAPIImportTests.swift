import Model
import Recorder
import Replay
import Testing

@Suite struct OpenAPIImportTests {
    /// A description with one operation that answers with a schema.
    private func payload(_ schema: String, version: String = "3.1.0") throws -> JSON? {
        let text = """
            openapi: \(version)
            paths: {/a: {get: {responses: {"200": {content: {application/json: {schema: \(schema)}}}}}}}
            components: {schemas: {Self: {type: object, properties: {next: {$ref: "#/components/schemas/Self"}, id: {const: 1}}}}}
            """
        return try imported(text, as: .openapi).mocks[0]["response"]?["payload"]
    }

    @Test func operationsAnswerUnderTheServersPath() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.openapi.yaml"))
        let orders = try JSON.parse(#require(player.text("GET", "/v2/orders?tenant=a&page=1")))
        #expect(orders.array?.count == 2)
        #expect(orders[0]?["id"]?.string?.count == 36)
        #expect((1...9).contains(orders[0]?["count"]?.int ?? 0))
        #expect(orders[0]?["owner"]?["name"] == "Ada $.1")
        #expect(orders[0]?["secret"] == nil)
        #expect(player.status("GET", "/v2/orders?tenant=a") == nil)
        #expect(player.status("GET", "/orders?tenant=a&page=1") == nil)
        #expect(player.status("GET", "/v2/orders/5/lines/1.json") == 200)
        #expect(player.status("GET", "/v2/orders/5/lines/1") == nil)
        #expect(player.status("DELETE", "/gone") == 410)
    }

    @Test func aLoneTextIsJSON() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.openapi.yaml"))
        let word = try JSON.parse(#require(player.text("GET", "/v2/word")))
        #expect(word.string?.contains("@") == true)
        #expect(player.text("GET", "/v2/text") == "costs $.50")
    }

    @Test func callbacksAreSentWhereTheRequestSays() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.openapi.yaml"))
        let body = #"{"hooks":[{"url":"http://127.0.0.1:9/hook"}]}"#
        let answer = try #require(player.answer("POST", "/v2/orders?tenant=a&trace=b", fields: jsonType, body: body))
        #expect(answer.jobs.map(\.target) == [.http(method: "POST", url: "http://127.0.0.1:9/hook?id=ord_1")])
        #expect(String(decoding: answer.answer.body, as: UTF8.self).contains(#""big":12345678901234567890"#))
    }

    @Test func schemasAreSampled() throws {
        #expect(try payload("{type: integer, minimum: 3, maximum: 3}") == 3)
        #expect(try payload("{type: integer, minimum: 2, exclusiveMinimum: true, maximum: 3}", version: "3.0.0") == 3)
        #expect(try payload("{type: integer, multipleOf: 7, minimum: 1}") == 7)
        #expect(try payload("{type: number, multipleOf: 0.5, minimum: 0.3}") == 0.5)
        #expect(try payload("{type: integer, minimum: 1e300}").map { $0.number != nil } == true)
        #expect(try payload("{type: [\"null\", boolean]}") == true)
        #expect(try payload("{enum: [null, 5]}") == 5)
        #expect(try payload("{type: array, items: {type: integer, default: 4}, minItems: 3}") == [4, 4, 4])
        #expect(try payload("{$ref: \"#/components/schemas/Self\"}") == ["id": 1])
        #expect(
            try payload("{allOf: [{properties: {a: {example: 1}}}], properties: {b: {example: 2}}}") == [
                "a": 1, "b": 2,
            ]
        )
        #expect(try payload("{oneOf: [{$ref: \"#/components/schemas/Self\"}]}") == ["id": 1])
        #expect(try payload("{type: object, properties: {\"$.a\": {const: \"$.b\"}}}") == ["\\$.a": "\\$.b"])
    }

    @Test func patternsBecomeShapes() throws {
        let pattern = #"{type: object, properties: {a: {type: string, pattern: '^[A-Z]{2,4}-\d+\.[a-c\-]?$'}}}"#
        #expect(try payload(pattern)?["a"] == #"$.fake.pattern('[A-Z]{2,4}-\d{1,8}\.[a-c\-]{0,1}')"#)
        let group = "{type: object, properties: {a: {type: string, pattern: \"^(a|b)$\"}}}"
        #expect(try payload(group)?["a"] == "$.fake.Word")
    }

    /// A schema of a few lines may ask for more values than there is memory.
    @Test func multiplyingSchemasAreCut() throws {
        var schemas = "L0: {type: integer}"
        for level in 1...30 {
            let part = "{$ref: \"#/components/schemas/L\(level - 1)\"}"
            schemas +=
                ", L\(level): {type: object, properties: {a: {type: array, minItems: 5, items: \(part)}, b: \(part), c: \(part)}}"
        }
        let operations = (0..<300)
            .map { index in
                "/p\(index): {get: {responses: {\"200\": {content: {application/json: {schema: {$ref: \"#/components/schemas/L30\"}}}}}}}"
            }
        let text =
            "openapi: 3.0.0\npaths: {\(operations.joined(separator: ", "))}\ncomponents: {schemas: {\(schemas)}}\n"
        let imported = try imported(text, as: .openapi)
        #expect(imported.mocks.count == 300)
        #expect(imported.notes.contains { $0.reason.contains("levels is left out") })
        #expect(imported.mocks.reduce(0) { $0 + $1.serialized().count } < 200_000_000)
    }

    @Test func aliasesThatMultiplyAreRefused() {
        var text = "openapi: 3.0.0\na0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(importError(text, as: .openapi).contains("aliases multiply it to more than"))
    }

    @Test func scalarsAreThoseOfYAMLOnePointTwo() throws {
        let text = """
            openapi: 3.0.0
            paths:
              /a:
                get:
                  responses:
                    200:
                      content:
                        application/json:
                          example: {no: NO, yes: yes, on: on, t: true, n: ~, empty: , oct: 0o17, hex: 0x1F, plus: +5, half: .5,
                            text: "1", date: 2026-01-02, under: 1_000, exact: 1.10, tagged: !!str 7, inf: .inf, sexagesimal: 12:30:45}
            """
        #expect(
            try imported(text, as: .openapi).mocks[0]["response"]?["payload"]?.textValue
                == #"{"no":"NO","yes":"yes","on":"on","t":true,"n":null,"empty":null,"oct":15,"hex":31,"plus":5,"half":0.5,"#
                + #""text":"1","date":"2026-01-02","under":"1_000","exact":1.10,"tagged":"7","inf":".inf","sexagesimal":"12:30:45"}"#
        )
    }
}
