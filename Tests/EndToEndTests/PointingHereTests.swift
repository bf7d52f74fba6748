import Foundation
import Model
import TestSupport
import Testing

/// Answers of a system that names itself: a client that asks us straight stays with us, as it did while a reverse proxy recorded.
@Suite struct PointingHereTests {
    private let mocks = #"""
        {"mocks":[{"id":"upload","http":{"route":"/uploads","host":"files.test","scheme":"http"},
          "response":{"statusCode":202,"headers":{"Location":["http://files.test/uploads/${$.queryParams.id}?part=1"]}}}]}
        """#

    @Test func `a Location that names the recorded system leads to us, and through the forward proxy to that system`()
        throws
    {
        let place = try Workplace()
        try mocks.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        let (replay, urls) = try place.start(["replay", place.mocks, "--listen", "127.0.0.1:0"])
        let url = try #require(urls["replay"])
        let straight = try curl(["-i", "\(url)/uploads?id=7"]).body
        #expect(straight.contains("Location: \(url)/uploads/7?part=1"), "\(straight)")
        let proxied = try curl(["-i", "-x", url, "http://files.test/uploads?id=7"]).body
        #expect(proxied.contains("Location: http://files.test/uploads/7?part=1"), "\(proxied)")
        replay.stop()
    }
}
