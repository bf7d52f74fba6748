import Model
import Templating
import Testing

@Suite struct TemplateTests {
    @Test(arguments: Golden.files("templates")) func golden(_ file: String) throws {
        let json = try Golden.json("templates", file)
        let cases = try #require(json["cases"]?.array)
        #expect(!cases.isEmpty)
        for test in cases {
            if let error = test["error"] {
                try expectRefusal(test["template"]?.string ?? "", error)
            } else {
                try expectValue(test, in: Golden.context(json))
            }
        }
    }

    @Test func `a text comes in pieces, its escapes undone`() throws {
        #expect(
            try Template("a \\$.b ${$.req.id}-$.fake.UUID").pieces == [
                .text("a $.b "), .expression("${$.req.id}"), .text("-"), .expression("$.fake.UUID"),
            ]
        )
        #expect(try Template("plain").pieces == [.text("plain")])
    }

    @Test func goldenFilesAreThere() { #expect(Golden.files("templates").count >= 8) }

    private func expectValue(_ test: JSON, in initial: RenderContext) throws {
        var context = initial
        let template = try #require(test["template"])
        let compiled = try JSONTemplate(template)
        var output: [UInt8] = []
        compiled.append(to: &output, in: &context)
        let text = String(decoding: output, as: UTF8.self)
        if let expected = test["expectedText"]?.string {
            #expect(text == expected, "\(template.textValue)")
        } else {
            let expected = try #require(test["expected"])
            #expect(try JSON.parse(output).isEquivalent(to: expected), "\(template.textValue) gave \(text)")
        }
        #expect(context.takeUnresolved() == (test["unresolved"]?.array ?? []).compactMap(\.string))
        if case .string(let text) = template { try expectText(text, test, in: initial) }
    }

    /// The same template as a text of its own, without quotes.
    private func expectText(_ text: String, _ test: JSON, in initial: RenderContext) throws {
        var context = initial
        let rendered = try Template(text).text(in: &context)
        guard let expected = test["expected"], case .string(let wanted) = expected else { return }
        #expect(rendered == wanted)
    }

    private func expectRefusal(_ text: String, _ expected: JSON) throws {
        do {
            _ = try Template(text)
            Issue.record("\(text) compiled")
        } catch {
            #expect(error.position == expected["position"]?.int, "\(text): \(error)")
            #expect(error.reason.contains(expected["contains"]?.string ?? "?"), "\(text): \(error)")
        }
    }

    @Test(arguments: ["$.req.id", "a$.b", "$", "$$.x", "\\$.x", "${$.req.id}", "x\\", "$.", "plain", "\\\\$.y$.z"])
    func escapingGivesTheTextBack(_ text: String) throws {
        var context = context(body: #"{"id": 1}"#)
        #expect(try Template(Template.escaped(text)).text(in: &context) == text)
        #expect(context.takeUnresolved().isEmpty)
    }

    @Test func knowsWhatItNeeds() throws {
        #expect(try Template("plain").constant == "plain")
        #expect(try Template("$.reqHeader.A[0]").needs == [])
        #expect(try Template("x$.req.a").needs == .body)
        #expect(try Template("${$.gS.a || $.resp.b}").needs == [.stores, .response])
        #expect(try Template("$.gS['$.req.a']").needs == [.stores, .body])
        #expect(try Template("$.fake.counter('n')").needs == .stores)
    }
}
