import Foundation
import Model
import Testing

@testable import Console

/// `docs/api.md` is made from the description of the API: `WRITE_DOCS=1 swift test --filter APIPageTests` writes it.
@Suite struct APIPageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/api.md")
        .standardized

    private static func page() throws -> String {
        APIPage(try Served().json("GET", "/swagger/doc.json").body, ofReplay: replay()).text
    }

    private static func replay() -> JSON {
        let sources = Sources()
        let responder = AdminResponder(
            release: "1.2.3",
            deliveries: sources,
            misses: sources,
            metrics: sources,
            health: sources,
            journal: FakeJournal(),
            state: FakeState()
        )
        let box = AnswerBox()
        responder.respond(to: AdminAPI.request("GET", "/swagger/doc.json")) { box.append($0) }
        return (try? JSON.parse(box.wait()?.body ?? [])) ?? .null
    }

    @Test func `the page says what the description says`() throws {
        let page = try Self.page()
        if ProcessInfo.processInfo.environment["WRITE_DOCS"] == "1" {
            try page.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == page, "write it anew with WRITE_DOCS=1")
    }

    @Test func `every endpoint stands on it, with what it does, and every page that it names is there`() throws {
        let page = try Self.page()
        for endpoint in try Served().endpoints {
            #expect(page.contains("`\(endpoint.method) \(endpoint.path.describedText)`"))
            #expect(!endpoint.summary.isEmpty && page.contains(endpoint.summary), "\(endpoint.name)")
        }
        for link in page.matches(of: #/\]\(([a-z-]+\.md)\)/#) {
            let named = Self.file.deletingLastPathComponent().appending(path: String(link.1))
            #expect(FileManager.default.fileExists(atPath: named.path), "\(link.1)")
        }
    }

    @Test func `what a replay run has is marked`() throws {
        let page = try Self.page()
        #expect(page.contains("`GET /api/v1/requests` (**R**)"))
        #expect(page.contains("`GET /api/v1/mocks`\n"))
    }
}
