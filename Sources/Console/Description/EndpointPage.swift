/// The endpoints as a page of HTML, for who looks at the server with a browser.
struct EndpointPage {
    let release: String
    let endpoints: [Endpoint]

    var html: String {
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Understudy: the admin API</title>
        <style>body{font:15px/1.5 sans-serif;margin:2em auto;max-width:70em;padding:0 1em}
        table{border-collapse:collapse;width:100%}td{border-bottom:1px solid #ddd;padding:.2em .6em;vertical-align:top}
        code{white-space:nowrap}</style>
        <h1>Understudy \(escaped(release))</h1>
        <p>The admin API. The same for programs: <a href="/swagger/doc.json">OpenAPI 3.1</a>.</p>
        \(groups.map(section).joined(separator: "\n"))
        </html>

        """
    }

    /// The endpoints by what they are about.
    private var groups: [(name: String, endpoints: [Endpoint])] {
        let byChapter = Dictionary(grouping: endpoints, by: \.chapter)
        return Chapter.all.compactMap { chapter in byChapter[chapter].map { (chapter.name, $0) } }
    }

    private func section(_ name: String, _ endpoints: [Endpoint]) -> String {
        "<h2>\(escaped(name))</h2><table>\n" + endpoints.map(row).joined(separator: "\n") + "\n</table>"
    }

    private func row(_ endpoint: Endpoint) -> String {
        """
        <tr><td>\(endpoint.method)</td><td><code>\(escaped(endpoint.path.text))</code></td>\
        <td>\(endpoint.role.name)</td><td>\(escaped(endpoint.summary)) \(escaped(endpoint.note))</td></tr>
        """
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
