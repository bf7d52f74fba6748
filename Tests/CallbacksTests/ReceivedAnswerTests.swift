import Model
import Testing

@testable import Callbacks

@Suite struct ReceivedAnswerTests {
    private func take(_ lines: [String], into answer: ReceivedAnswer) {
        for line in lines { Array(line.utf8).withUnsafeBytes { answer.takeHeadLine($0) } }
    }

    private func take(_ text: String, into answer: ReceivedAnswer) -> Bool {
        Array(text.utf8).withUnsafeBytes { answer.takeBody($0) }
    }

    @Test func `a new status line forgets an interim answer`() {
        let answer = ReceivedAnswer(bytesKept: 10)
        take(["HTTP/1.1 103 Early Hints\r\n", "Link: </a>\r\n", "\r\n"], into: answer)
        take(["HTTP/2 202\r\n", "X-One: 1\r\n", "x-two:  2 \r\n", "\r\n"], into: answer)
        #expect(answer.status == 202)
        #expect(answer.fields == [("X-One", "1"), ("x-two", "2")])
    }

    @Test func `content beyond the limit is let go`() {
        let answer = ReceivedAnswer(bytesKept: 10)
        for part in ["1234567", "89abcdef", "g"] { #expect(take(part, into: answer)) }
        #expect(answer.body == Array("123456789a".utf8))
    }

    @Test func `content beyond what is read ends it`() {
        let answer = ReceivedAnswer(bytesKept: 2, limit: 4)
        #expect(take("1234", into: answer))
        #expect(!take("5", into: answer))
        #expect(answer.isCutOff)
        #expect(answer.body == Array("12".utf8))
    }
}
