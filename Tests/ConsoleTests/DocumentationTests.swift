import Foundation
import Testing

@testable import Console

@Suite struct DocumentationTests {
    @Test func `the page of the admin API lists every endpoint`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/api.md")
            .standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        for endpoint in try Served().endpoints {
            #expect(text.contains("`\(endpoint.method) \(endpoint.path.text)`"))
        }
    }
}
