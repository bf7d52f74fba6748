internal import Model

/// Takes paths apart at slashes, and an id from what stands behind it: the format of `/messages/SM1f….json`, the verb of
/// `/invoices/in_7Q…:cancel`. An ending counts as a segment of its own, with a slash before it that no other segment holds.
enum PathSegments {
    /// The segments as sent; empty ones are left out.
    static func of(_ path: some StringProtocol) -> [String] {
        path.split(separator: "/").flatMap { parts(String($0)) }
    }

    /// The segments of a mock's route; a parameter is a colon and its name.
    static func of(route: String) -> [String] {
        route.split(separator: "/")
            .flatMap { segment in
                guard let parameter = RouteParameter(segment) else { return [String(segment)] }
                return [":\(parameter.name)"] + (parameter.ending.isEmpty ? [] : ["/\(parameter.ending)"])
            }
    }

    /// The path of segments, from the first slash on.
    static func joined(_ segments: [String]) -> String {
        segments.reduce(into: "") { path, segment in
            path += isEnding(segment) ? String(segment.dropFirst()) : "/\(segment)"
        }
    }

    /// Whether a segment is the end of the one before.
    static func isEnding(_ segment: String) -> Bool { segment.first == "/" }

    /// Whether a segment says in which format the thing before it is wanted, and nothing more.
    static func isFormat(_ segment: String?) -> Bool { segment?.hasPrefix("/.") ?? false }

    private static func parts(_ segment: String) -> [String] {
        guard let place = segment.lastIndex(where: { $0 == "." || $0 == ":" }) else { return [segment] }
        let (stem, ending) = (segment[..<place], segment[place...])
        let isKnown =
            ending.first == ":" ? isWord(ending.dropFirst()) : formats.contains(ending.dropFirst().lowercased())
        guard isKnown, isMadeByMachine(PercentEncoding.decoded(stem)) else { return [segment] }
        return [String(stem), "/\(ending)"]
    }

    /// Names of formats that a path may ask for: what else follows a dot belongs to a name, as the end of a domain.
    private static let formats: Set<String> = [
        "json", "xml", "html", "csv", "tsv", "txt", "text", "pdf", "yaml", "yml", "md", "ics", "vcf", "rss", "atom",
        "png", "jpg",
        "jpeg", "gif", "svg", "webp", "zip", "xls", "xlsx", "doc", "docx", "mp3", "mp4", "wav", "geojson", "js",
    ]

    private static func isWord(_ text: some StringProtocol) -> Bool {
        (2...24).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F || $0 == 0x2D }
    }

    /// Whether it is an id and no word with an ending of its own, as names of files are: `notes-7f3a.txt`.
    private static func isMadeByMachine(_ text: String) -> Bool {
        if IdentifierShape.isUUID(text) { return true }
        guard !text.isEmpty, !text.contains(where: { "@.:- ".contains($0) }) else { return false }
        return text.utf8.allSatisfy { $0 &- 0x30 < 10 } || IdentifierShape.looksRandom(text)
    }
}
