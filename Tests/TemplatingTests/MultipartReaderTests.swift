import Model
import Testing

@testable import Templating

@Suite struct MultipartReaderTests {
    private func parts(_ text: String) -> JSON? { MultipartReader(Array(text.utf8), boundary: "b").parts() }

    @Test func readsPartsByName() {
        let text = """
            preamble\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\ntwo\r\n--b\r\n\
            content-disposition: form-data; name=a\r\n\r\n\r\n--b\r\n\r\nnameless\r\n--b--\r\n
            """
        #expect(parts(text) == ["a": ["one\r\ntwo", ""], "2": "nameless"])
    }

    @Test func bytesThatAreNoTextReadAsBase64() {
        let head = Array("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".utf8)
        let reader = MultipartReader(head + [0xFF, 0x00] + Array("\r\n--b--".utf8), boundary: "b")
        #expect(reader.parts() == ["f": "/wA="])
    }

    @Test func `a file is told by its name, its type and its size in bytes`() {
        let text = """
            --b\r\nContent-Disposition: form-data; name="label"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name="f"; \
            filename="ä 1.txt"\r\nContent-Type: text/plain\r\n\r\nüü\r\n--b--\r\n
            """
        let reader = MultipartReader(Array(text.utf8), boundary: "b")
        #expect(reader.files() == ["f": ["name": "ä 1.txt", "size": 4, "type": "text/plain"]])
        #expect(MultipartReader([], boundary: "b").files() == JSON?.none)
    }

    @Test(arguments: ["", "--", "--b", "--b\r\n", "--b--", "--b\r\nX", "\r\n--b\r\n\r\n"])
    func brokenContentDoesNoHarm(_ text: String) { _ = parts(text) }

    @Test func `a part is not looked for behind its end`() throws {
        // Twenty thousand parts without a blank line, each of which would look through all that follow.
        let begin = ContinuousClock.now
        let read = try #require(parts("--b\r\n" + String(repeating: "x\r\n--b\r\n", count: 20_000)))
        #expect(read.object?.members.count == 20_000)
        #expect(ContinuousClock.now - begin < .seconds(20))
    }

    @Test func withoutItsDelimiterItIsNone() { #expect(parts("text") == nil) }
}
