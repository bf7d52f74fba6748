internal import Model

/// What lists are chosen and sorted by: a thing with another category is shown in another list, and with another price elsewhere
/// in it. Fresh values there would be no test of anything.
struct ListChoices {
    private struct Choice {
        /// Members that filters look at.
        var members: Set<String> = []
        var isSorted = false
    }

    private var choices: [String: Choice] = [:]

    init(_ mocks: [Mock]) {
        for mock in mocks {
            guard case .fixed(let reply) = mock.reply else { continue }
            _ = Rewriting.rewrite(reply, []) { text in
                read(text)
                return text
            }
        }
    }

    /// Whether a place of a mock's requests decides where lists show what it makes or changes.
    func decide(_ place: Place, of mock: Mock) -> Bool {
        guard case .body(let path) = place, let name = path.name else { return false }
        return mock.extractions.contains { extraction in
            guard let choice = choices[Self.plain(extraction.key)] else { return false }
            return choice.isSorted || choice.members.contains(name)
        }
    }

    private mutating func read(_ text: String) {
        guard let start = text.firstRange(of: "$.gS['list:"), let end = text[start.upperBound...].firstRange(of: "']")
        else { return }
        let key = Self.plain("list:" + text[start.upperBound..<end.lowerBound])
        if text.contains("$.sort(") { choices[key, default: Choice()].isSorted = true }
        guard text.contains("$.where(") else { return }
        for part in text[end.upperBound...].split(separator: ", '").dropFirst() {
            if let name = part.firstRange(of: "', $") {
                choices[key, default: Choice()].members.insert(String(part[..<name.lowerBound]))
            }
        }
    }

    /// A key without the names of its parameters, which differ from route to route.
    private static func plain(_ key: String) -> String {
        key.split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix("${") ? ":" : $0 }
            .joined(separator: "/")
    }
}
