import Model
import Testing

@testable import Replay

@Suite struct ShapeTestTests {
    @Test(arguments: [
        ("plugin:luhn", "4111 1111 1111 1111", true), ("plugin:luhn", "4111111111111112", false),
        ("plugin:luhn", "41x1", false), ("plugin:divisible_by", "15", true), ("plugin:divisible_by", "16", false),
        ("plugin:divisible_by", "1.5", false), ("plugin:e164", "+4930123456", true),
        ("plugin:e164", "030123456", false),
        ("plugin:e164", "+0301234", false), ("plugin:ipv4", "127.0.0.1", true), ("plugin:ipv4", "127.0.0.256", false),
        ("plugin:ipv4", "127.0.01.1", false), ("plugin:jwt", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", true),
        ("plugin:jwt", "a.b.c", false),
    ])
    func shapes(_ operation: String, _ text: String, _ holds: Bool) throws {
        let json = """
            {"id": "m", "http": {"route": "/", "queryParams": [{"path": "v", "assertAction": "\(operation)", "value": 5}]},
             "response": {}}
            """
        let target = "/?v=\(PercentEncoding.encoded(text))"
        #expect((try engine(json).answer(request("GET", target)).answered != nil) == holds)
    }
}
