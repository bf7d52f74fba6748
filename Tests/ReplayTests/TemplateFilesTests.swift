import Model
import Replay
import Testing

@Suite struct TemplateFilesTests {
    private let json = """
        [{"id": "p", "http": {"route": "/p"}, "response": {"payloadTemplatePath": "order.json"}},
         {"id": "t", "http": {"route": "/t"}, "response": {"payloadTemplatePath": "text.txt"}},
         {"id": "c", "http": {"route": "/c", "queryParams": [{"path": "q", "assertAction": "equals", "valueFromFile": "text.txt"}]},
          "response": {"payload": "hit"}}]
        """

    @Test func payloadsAndOperandsStandInFiles() throws {
        var files = TemplateFiles()
        files["order.json", nil] = #"{"id": "$.queryParams.id", "total": 1.0}"#
        files["text.txt", "default"] = "order"
        let engine = try engine(json, ReplayOptions(templateFiles: files))
        #expect(engine.answer(request("GET", "/p?id=7")).text == #"{"id":"7","total":1.0}"#)
        #expect(engine.answer(request("GET", "/t")).text == "order")
        #expect(engine.answer(request("GET", "/c?q=order")).text == "hit")
        files["text.txt", "default"] = "other"
        #expect(engine.replaceTemplateFiles(files).isEmpty)
        #expect(engine.answer(request("GET", "/t")).text == "other")
        #expect(engine.answer(request("GET", "/c?q=order")).missed != nil)
    }

    @Test func aFileThatIsMissingIsNamed() throws {
        let engine = try engine(
            #"{"id": "p", "http": {"route": "/p"}, "response": {"payloadTemplatePath": "none.json"}}"#
        )
        let answer = engine.answer(request("GET", "/p")).answered?.answer
        #expect(answer?.status == 500)
        #expect(answer.map { String(decoding: $0.body, as: UTF8.self).contains("none.json") } == true)
        #expect(throws: ReplayError.self) { try self.engineOfAll() }
    }

    private func engineOfAll() throws { _ = try engine(json) }
}
