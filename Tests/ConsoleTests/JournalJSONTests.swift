import Model
import Testing

@testable import Console

@Suite struct JournalJSONTests {
    @Test func `an entry shows request and answer, without credentials`() {
        var entry = JournalEntry.sample(
            7,
            "POST",
            "/a/b?x=1&x=2&y",
            run: "r",
            fields: [("X-A", "1"), ("Authorization", "t")],
            body: #"{"n":1.0}"#
        )
        entry.unresolved = ["$.req.z"]
        let json = entry.json
        #expect(json["id"] == 7)
        #expect(json["at"] == "1970-01-01T00:00:07.000Z")
        #expect(json["run"] == "r")
        #expect(json["mock"] == "m")
        #expect(json["matched"] == true)
        #expect(json["request"]?["method"] == "POST")
        #expect(json["request"]?["path"] == "/a/b")
        #expect(json["request"]?["query"] == ["x": ["1", "2"], "y": [""]])
        #expect(json["request"]?["headers"] == ["X-A": ["1"], "Authorization": ["(hidden)"]])
        #expect(json["request"]?["body"]?["n"]?.textValue == "1.0")
        #expect(
            json["response"]
                == [
                    "statusCode": 200, "headers": ["Content-Type": ["text/plain"], "Set-Cookie": ["(hidden)"]],
                    "body": "hey",
                ]
        )
        #expect(json["unresolved"] == ["$.req.z"])
        #expect(json["nearest"] == nil)
    }

    @Test func `one that nothing matched says what came nearest`() {
        var entry = JournalEntry.sample(1, mock: nil, status: 404)
        entry.nearest = ["mock m wants GET"]
        #expect(entry.json["matched"] == false)
        #expect(entry.json["mock"] == .null)
        #expect(entry.json["request"]?["body"] == .null)
        #expect(entry.json["nearest"] == ["mock m wants GET"])
    }
}
