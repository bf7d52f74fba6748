import Testing

@testable import Proxy

@Suite struct DetectionTests {
    @Test(arguments: [
        ("\u{16}\u{3}", Detection.tls, Detection.tls), ("", nil, nil), ("GET / HTTP/1.1", .http, .http),
        ("GET", .http, nil), ("GET ", .http, nil), ("OPTIONS * ", .http, .http), ("M-SEARCH * ", .http, .http),
        ("GET http://a", .http, .http), ("SSH-2.0-x", .http, .opaque), ("EHLO mail.test", .http, .opaque),
        ("\u{0}\u{1}", .http, .opaque), ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .http, .opaque), (" ", .http, .opaque),
    ])
    func judges(text: String, outside: Detection?, inside: Detection?) {
        #expect(Detection.of(Array(text.utf8), insideTunnel: false) == outside)
        #expect(Detection.of(Array(text.utf8), insideTunnel: true) == inside)
    }
}
