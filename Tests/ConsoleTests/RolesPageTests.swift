import Foundation
import Testing

@testable import Console

/// `docs/roles.md` is made from the table of endpoints: `WRITE_DOCS=1 swift test --filter RolesPageTests` writes it.
@Suite struct RolesPageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/roles.md")
        .standardized

    private static let head = """
        # Who may call what

        Made from the table of endpoints; `WRITE_DOCS=1 swift test --filter RolesPageTests` writes it anew. Each role may do
        what those before it may: anyone, user (who is logged in), viewer, editor and owner (of a namespace), admin (of the
        server). The last column says in which namespaces the caller needs the role; [api.md](api.md) says how a request names
        one. Where it says *people*, only a session may call, no token. A token's `allowed_actions` may hold a line of the
        first column.

        | endpoint | role | where |
        | --- | --- | --- |

        """

    private static func page() throws -> String {
        let rows = try Served().endpoints.sorted { ($0.path.text, $0.method) < ($1.path.text, $1.method) }
            .map { endpoint in
                let place = endpoint.role.isOfNamespace ? endpoint.reach.words : ""
                return
                    "| `\(endpoint.name)` | \(endpoint.role.name)\(endpoint.isForPeople ? ", *people*" : "") | \(place) |\n"
            }
        return head + rows.joined()
    }

    @Test func `the page says what the table says`() throws {
        let page = try Self.page()
        if ProcessInfo.processInfo.environment["WRITE_DOCS"] == "1" {
            try page.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == page, "write it anew with WRITE_DOCS=1")
    }
}
