import Model
import Testing

@Suite struct EntryQueryReaderTests {
    @Test(arguments: [
        ("status=abc", "a status (404), a class (4xx) or a range"), ("status=499-400", "a range (400-499)"),
        ("kind=mail", "exchange, webhook, tunnel or all"), ("since=yesterday", "no instant"),
        ("failed=maybe", "neither true nor false"), ("order=up", "neither asc nor desc"),
    ])
    func `a filter that makes no sense is refused in words`(query: String, words: String) throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        let answer = served.json("GET", "\(recorded.path)/entries?\(query)")
        #expect(answer.status == 400 && answer.body["error"]?.string?.contains(words) == true)
    }
}
