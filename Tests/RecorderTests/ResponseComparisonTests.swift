import Model
import Testing

@testable import Recorder

@Suite struct ResponseComparisonTests {
    private func compare(
        _ old: String,
        _ new: String,
        status: Int = 200,
        fields: FieldSection = [],
        _ newFields: FieldSection = []
    ) -> ResponseComparison {
        let recorded = Exchange.Response(
            head: ResponseHead(status: 200, reason: "OK", fields: fields),
            body: CapturedBody(bytes: Array(old.utf8))
        )
        return ResponseComparison(recorded, with: Answer(status: status, fields: newFields, body: Array(new.utf8)))
    }

    @Test func `what is the same has no differences, whatever the order of members`() {
        #expect(compare(#"{"a":1,"b":[2]}"#, #"{"b":[2.0],"a":1}"#).differences.isEmpty)
        #expect(compare("", "", fields: [("Date", "a")], [("date", "b")]).differences.isEmpty)
    }

    @Test func `each difference is named by its place`() throws {
        let found = compare(#"{"a":{"b":1},"c":[1,2]}"#, #"{"a":{"b":2},"c":[1],"d":null}"#, status: 500).differences
        try #require(found.map(\.place) == ["", "$.a.b", "$.c[1]", "$.d"])
        #expect(found[0].was == 200 && found[0].new == 500)
        #expect(found[2].was == 2 && found[2].new == JSON?.none && found[3].was == JSON?.none && found[3].new == .null)
    }

    @Test func `fields are compared by name with all their values`() throws {
        let found = compare("", "", fields: [("X-A", "1"), ("x-a", "2"), ("Gone", "g")], [("X-A", "1")])
        try #require(found.differences.map(\.place) == ["X-A", "Gone"])
        #expect(found.differences[0].was == "1, 2" && !found.matches(.field) && found.matches(.body))
    }

    @Test(arguments: [
        (#""ord_8f3k2j1xq9""#, #""ord_7a1m5p0zr2""#, true), ("1795822472", "1795822999", true), ("1999", "2999", false),
        (#""paid""#, #""open""#, false), (#""2026-01-01T00:00:00Z""#, #""2026-02-03T04:05:06Z""#, true),
        (#""2026-01-01T00:00:00Z""#, #""soon""#, false),
    ])
    func `only what is made new each time may differ by shape`(old: String, new: String, isAlike: Bool) {
        let found = compare("{\"v\":\(old)}", "{\"v\":\(new)}")
        #expect(found.differences.count == 1 && !found.matches(.body))
        #expect(found.matches(.body, byShape: true) == isAlike)
    }

    @Test func `contents of other kinds differ as a whole`() {
        let found = compare(#"{"a":1}"#, "plain").differences
        #expect(found.count == 1 && found[0].was == ["a": 1] && found[0].new == "plain")
    }
}
