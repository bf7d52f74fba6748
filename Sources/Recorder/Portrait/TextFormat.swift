internal import Model

/// What texts can be by their spelling. The raw values are the formats of JSON Schema
/// (<https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3>).
enum TextFormat: String, CaseIterable, Sendable {
    case dateTime = "date-time"
    case date
    case uuid
    case email
    case uri
    case ipv4

    func fits(_ text: String) -> Bool {
        switch self {
        case .dateTime: Self.isDateTime(text)
        case .date: text.utf8.count == 10 && ClockFormat.read(.string(text))?.format == .date
        case .uuid: IdentifierShape.isUUID(text)
        case .email: Self.isEmail(text)
        case .uri: AbsoluteURL(text) != nil && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        case .ipv4: Self.isIPv4(text)
        }
    }

    /// RFC 3339 §5.6, which wants a zone.
    private static func isDateTime(_ text: String) -> Bool {
        guard case .rfc3339(_, let zone)? = ClockFormat.read(.string(text))?.format else { return false }
        let isOffset =
            zone.utf8.count == 6 && (zone.hasPrefix("+") || zone.hasPrefix("-")) && zone.dropFirst(3).hasPrefix(":")
        return text.utf8.dropFirst(10).first == UInt8(ascii: "T") && (zone == "Z" || isOffset)
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
            !parts[1].hasSuffix(".")
        else { return false }
        return text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "@.+-_".utf8.contains($0) }
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }
}
