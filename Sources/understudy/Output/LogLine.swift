internal import Foundation
internal import Logging
internal import Model

/// Writes one line a log entry to standard error: for people by default, as JSON with `--log-format json`.
struct LogLine: LogHandler {
    enum Format: String, Sendable { case text, json }

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let label: String
    let format: Format
    let clock: WallClock

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = CalendarDate(clock.now).rfc3339(fractionDigits: 3)
        var line: [UInt8]
        switch format {
        case .json:
            var object: JSONObject = [
                "time": .string(time), "level": .string(Self.name(of: event.level)),
                "message": .string("\(event.message)"),
            ]
            for (key, value) in all { object[key] = .string("\(value)") }
            line = JSON.object(object).serialized()
        case .text:
            let facts = all.map { " \($0.key)=\(Self.quotedIfNeeded("\($0.value)"))" }.joined()
            line = Array("\(time) \(Self.name(of: event.level).uppercased()) \(event.message)\(facts)".utf8)
        }
        line.append(0x0A)
        FileHandle.standardError.write(Data(line))
    }

    /// Operators of the seed look for WARN.
    private static func name(of level: Logger.Level) -> String { level == .warning ? "warn" : level.rawValue }

    private static func quotedIfNeeded(_ text: String) -> String {
        guard text.isEmpty || text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 }) else { return text }
        return String(decoding: JSON.string(text).serialized(), as: UTF8.self)
    }
}
