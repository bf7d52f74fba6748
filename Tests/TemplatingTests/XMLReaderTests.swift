import Model
import Testing

@testable import Templating

@Suite struct XMLReaderTests {
    @Test func readsElementsAttributesAndText() {
        let text = """
            <?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><!-- c -->
            <n:a xmlns:n="urn:n" id='1'>t<b/><b k="&quot;">&#65;&#x42;</b><![CDATA[<raw>]]></n:a>
            """
        #expect(
            XMLReader.parse(Array(text.utf8))
                == ["a": ["@id": "1", "b": ["", ["@k": "\"", "#text": "AB"]], "#text": "t<raw>"]]
        )
    }

    @Test func entitiesOfADocumentTypeAreNeverExpanded() {
        let text = #"<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>"#
        #expect(XMLReader.parse(Array(text.utf8)) == ["a": "&x;"])
    }

    @Test(arguments: [
        "", "a", "<a>", "<a></b>", "<a><b></a></b>", "<a b></a>", "<a/><b/>", "<a b='>", "</a>", "<", "<a>&",
    ])
    func refusesWhatIsNotWellFormed(_ text: String) { #expect(XMLReader.parse(Array(text.utf8)) == nil) }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
        #expect(XMLReader.parse(Array(text.utf8)) == nil)
    }
}
