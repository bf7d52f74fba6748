import Model
import Templating
import Testing

@Suite struct JSONTemplateTests {
    @Test func constantsAreReadyBytes() throws {
        #expect(try JSONTemplate(["a": [1, "\\$.x"]]).constant == Array(#"{"a":[1,"$.x"]}"#.utf8))
        #expect(try JSONTemplate(["a": "$.req"]).constant == nil)
    }

    @Test func valuesThatAreInsertedStayWellFormed() throws {
        let nasty = "\"\\\n\u{1}</script>é"
        var context = context(body: String(decoding: (["v": .string(nasty)] as JSON).serialized(), as: UTF8.self))
        var output: [UInt8] = []
        try JSONTemplate(["whole": "$.req.v", "part": "<$.req.v>", "$.req.v": 1]).append(to: &output, in: &context)
        let json = try JSON.parse(output)
        #expect(json["whole"]?.string == nasty)
        #expect(json["part"]?.string == "<\(nasty)>")
        #expect(json[nasty]?.int == 1)
    }

    @Test func errorsNameThePath() {
        do {
            _ = try JSONTemplate(["a": [["b": "ok"], ["b": "$.sum("]]])
            Issue.record("it compiled")
        } catch {
            #expect(error.path == ".a[1].b")
        }
    }
}
