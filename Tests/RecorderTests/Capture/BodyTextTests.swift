import Codings
import Model
import Storage
import Testing

@testable import Recorder

@Suite struct BodyTextTests {
    @Test func brokenContentIsNotedAndKeptAsItIs() throws {
        var coded = try ContentCoding.gzip.encode(Array("a text to break, long enough".utf8))
        coded[coded.count - 5] ^= 0xFF
        let body = BodyText(CapturedBody(bytes: coded), fields: [("content-encoding", "gzip")])
        let (stored, notes) = body.body(redacted: nil)
        #expect(stored.bytes == coded)
        #expect(notes.note == "not valid gzip: incorrect data check")
        #expect(notes.decoded == Array("a text to break, long enough".utf8))
    }

    @Test func codingsInSeveralLinesAreOneList() throws {
        let coded = try ContentCoding.encode(Array("twice".utf8), codings: "gzip, br")
        let fields: FieldSection = [("Content-Encoding", "gzip"), ("Content-Encoding", "br")]
        #expect(BodyText(CapturedBody(bytes: coded), fields: fields).text == Array("twice".utf8))
    }

    @Test func contentThatEndsTooEarlyIsNotedUnlessTheTapCutIt() throws {
        let coded = try ContentCoding.gzip.encode(Array("some text that is going to be cut off".utf8))
        let half = Array(coded.dropLast(12))
        let fields: FieldSection = [("Content-Encoding", "gzip")]
        #expect(BodyText(CapturedBody(bytes: half), fields: fields).notes.note != nil)
        #expect(BodyText(CapturedBody(bytes: half, length: coded.count), fields: fields).notes.note == nil)
    }

    @Test func aBombIsStoredOnlyAsFarAsItWasSearched() throws {
        let bomb = try ContentCoding.gzip.encode(Array(repeating: 0x41, count: BodyText.limit + 10))
        let (stored, notes) = BodyText(CapturedBody(bytes: bomb), fields: [("Content-Encoding", "gzip")])
            .body(redacted: nil)
        #expect(notes.decoded?.count == BodyText.limit)
        let again = try ContentCoding.decode(stored.bytes, codings: "gzip", limit: BodyText.limit + 10)
        #expect(again.count == BodyText.limit)
        #expect(notes.note?.contains("cut after") == true)
    }
}
