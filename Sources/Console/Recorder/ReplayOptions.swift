internal import Model

/// How recorded requests are sent again.
struct ReplayOptions: Sendable {
    /// What counts as the same answer.
    enum Strictness: String, Sendable {
        /// Status, fields and content, but for volatile fields.
        case exact
        /// The same, but ids, tokens and times may be others of their make.
        case shape
        /// The status alone.
        case status
    }

    /// Where requests go instead of where they went.
    let target: AbsoluteURL?
    /// Only these; nil for all.
    let ids: [ExchangeID]?
    /// So many at once.
    let concurrency: Int
    let timeout: Duration
    let followsRedirects: Bool
    /// Whether upgrades and event streams are sent too.
    let includesStreams: Bool
    let strictness: Strictness
    /// Put in the place of recorded fields: what was redacted, for example.
    let fields: FieldSection

    init(_ members: Members) throws(Refusal) {
        target = try members.text("targetUrl")
            .map { text throws(Refusal) in
                guard let url = AbsoluteURL(text) else {
                    throw .invalid("\"targetUrl\" should be an http or https URL, not \"\(text)\"")
                }
                return url
            }
        ids = try EntryQueryReader.ids(in: members)
        concurrency = try members.integer("concurrency", 1...64) ?? 1
        let milliseconds = try members.integer("timeoutMs", 0...600_000) ?? 0
        timeout = .milliseconds(milliseconds == 0 ? 30_000 : milliseconds)
        followsRedirects = try members.flag("followRedirects") ?? false
        includesStreams = try members.flag("includeNonHttp") ?? false
        fields = try Self.fields(members)
        let name = try members.text("compare") ?? "exact"
        guard let strictness = Strictness(rawValue: name) else {
            throw .invalid("\"compare\" should be exact, shape or status, not \"\(name)\"")
        }
        self.strictness = strictness
    }

    private static func fields(_ members: Members) throws(Refusal) -> FieldSection {
        var fields = FieldSection()
        for member in try members.members("headers")?.object.members ?? [] {
            for value in member.value.array ?? [member.value] { fields.append(member.name, value.textValue) }
        }
        for field in fields where !field.isSendable {
            throw .invalid("\"headers\" holds \"\(field.name)\", which no request may carry")
        }
        return fields
    }
}
