import Model
import Synchronization
import Testing

@testable import Console

@Suite struct CorrelationEndpointTests {
    @Test func `correlations are told with their summary`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        let options: JSON = ["minValueLength": 3, "maxValueLength": 9, "excludeNumeric": true]
        let found = served.json("POST", "\(recorded.path)/correlate", options).body
        #expect(found["sessionId"] == .string(recorded.id) && found["totalEntries"] == 4 && found["scanned"] == 4)
        let first = found["correlations"]?[0]
        #expect(first?["value"] == "o-1" && first?["valueType"] == "token" && first?["confidence"] == 0.5)
        #expect(first?["source"]?["entryId"] == "2" && first?["targets"]?[0]?["section"] == "webhook.body.json")
        #expect(found["summary"]?["byValueType"] == ["token": 1])
        #expect(found["summary"]?["bySection"] == ["response.body.json": 1])
        let settings = served.analysis.values.withLock { $0.correlated.first }
        #expect(settings?.lengths == 3...9 && settings?.excludesNumbers == true)
    }

    @Test func `lengths that exclude each other are refused`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        let options: JSON = ["minValueLength": 9, "maxValueLength": 3]
        #expect(served.json("POST", "\(recorded.path)/correlate", options).status == 400)
    }
}
