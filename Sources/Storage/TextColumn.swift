internal import GRDB
internal import Model

/// Text that users choose, as an `ANY` column takes it: as its bytes where it holds U+0000, which would end SQLite's text.
func text(_ text: String) -> any DatabaseValueConvertible { text.utf8.contains(0) ? blob(Array(text.utf8)) : text }

/// Lines of text as a JSON array; NULL when there are none.
func lines(_ lines: [String]) -> String? {
    guard !lines.isEmpty else { return nil }
    return String(decoding: JSON.array(lines.map(JSON.string)).serialized(), as: UTF8.self)
}

extension Row {
    /// What `text` wrote; nil when the column is NULL.
    func optionalText(_ index: Int) -> String? {
        switch (self[index] as DatabaseValue).storage {
        case .string(let text): text
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// What `text` wrote; empty when the column is NULL.
    func text(_ index: Int) -> String { optionalText(index) ?? "" }

    /// What `lines` wrote.
    func lines(_ index: Int) -> [String] {
        guard let text = self[index] as String?, let items = try? JSON.parse(text).array else { return [] }
        return items.compactMap(\.string)
    }

    /// Nanoseconds as an instant; nil when the column is NULL.
    func optionalInstant(_ index: Int) -> Timestamp? { (self[index] as Int64?).map(Timestamp.init(nanoseconds:)) }

    /// Nanoseconds as an instant.
    func instant(_ index: Int) -> Timestamp { Timestamp(nanoseconds: self[index]) }
}
