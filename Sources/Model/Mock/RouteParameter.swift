/// A segment of a route that binds a value: `:id`, or with an ending that stands behind the value, `:id.json`, `:id:cancel`.
public struct RouteParameter: Sendable, Hashable {
    /// What the value is called.
    public let name: String
    /// What must follow the value within its segment; mostly empty.
    public let ending: String

    /// Reads a segment between slashes; nil when it binds nothing.
    public init?(_ segment: some StringProtocol) {
        guard segment.first == ":" else { return nil }
        let text = segment.dropFirst()
        let name = text.prefix { !Self.separators.contains($0) }
        guard !name.isEmpty else { return nil }
        (self.name, ending) = (String(name), String(text.dropFirst(name.count)))
    }

    /// What an ending begins with.
    private static let separators: Set<Character> = [".", ":", "@", ";", ",", "!", "+", "="]
}
