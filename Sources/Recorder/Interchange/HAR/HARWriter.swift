public import Model
public import Storage

/// Writes a recording as an HTTP Archive (version 1.2), an entry at a time, so that a recording of any length takes no more
/// memory than its largest exchange.
public struct HARWriter: Sendable {
    private let recording: String
    private let version: String
    private var isFirst = true
    private var noted = ExportNotes()

    /// A writer.
    ///
    /// - Parameters:
    ///   - recording: the recording's name.
    ///   - version: of Understudy, as the file's creator.
    public init(recording: String, version: String) { (self.recording, self.version) = (recording, version) }

    /// What the file leaves out, so far.
    public var notes: [InterchangeNote] { noted.all }

    /// What stands before the entries.
    public var head: [UInt8] {
        let creator: JSON = ["name": "Understudy", "version": .string(version)]
        return Array("{\"log\": {\"version\": \"1.2\", \"creator\": ".utf8) + creator.serialized()
            + Array(", \"comment\": ".utf8) + JSON.string("recording \(recording)").serialized()
            + Array(", \"pages\": [], \"entries\": [".utf8)
    }

    /// The next entry with what separates it from the one before; nothing, with a note, for what is no HTTP exchange.
    public mutating func entry(_ stored: StoredExchange, _ attribution: Attribution?) -> [UInt8] {
        let exchange = stored.exchange
        if exchange.kind == .tunnel || exchange.request.method == "CONNECT" {
            noted.add(
                "exchange \(exchange.id)",
                "a tunnel to \(exchange.origin), whose bytes passed unread, is left out"
            )
            return []
        }
        if exchange.origin.host.isEmpty {
            noted.add(
                "exchange \(exchange.id)",
                "it broke before its host was known, and an entry needs a URL; it is left out"
            )
            return []
        }
        if let upgrade = exchange.upgrade {
            noted.add("exchange \(exchange.id)", "what passed after the switch to \(upgrade.name) was not kept")
        }
        defer { isFirst = false }
        return Array((isFirst ? "\n" : ",\n").utf8) + Self.json(stored, attribution).serialized()
    }

    /// What stands behind the entries.
    public var tail: [UInt8] { Array("\n]}}\n".utf8) }

    private static func json(_ stored: StoredExchange, _ attribution: Attribution?) -> JSON {
        let exchange = stored.exchange
        let timings = HARTimings(exchange.timings)
        var object: JSONObject = [
            "startedDateTime": .string(CalendarDate(exchange.startedAt).rfc3339(fractionDigits: 3)),
            "time": .number(JSONNumber(timings.time)), "request": HARMessages.request(stored),
            "response": HARMessages.response(stored), "cache": [:], "timings": timings.json,
        ]
        if let address = exchange.upstreamAddress.flatMap({ Authority($0) }) {
            object["serverIPAddress"] = .string(address.host)
        }
        if exchange.kind == .webhook { object["comment"] = "a webhook that the recorded system sent" }
        if let failure = exchange.failure { object["_error"] = .string(failure.reason) }
        object[HARFacts.name] = HARFacts.json(stored, attribution)
        return .object(object)
    }
}

/// The phases of an exchange in milliseconds, as HAR counts them: `ssl` is a part of `connect`.
struct HARTimings {
    private let timings: Timings

    init(_ timings: Timings) { self.timings = timings }

    private func milliseconds(_ duration: Duration?) -> Double? {
        duration.map { max(0, ($0.inMilliseconds * 1_000).rounded() / 1_000) }
    }

    private var connect: Double? {
        guard timings.connect != nil || timings.tls != nil else { return nil }
        return milliseconds((timings.connect ?? .zero) + (timings.tls ?? .zero))
    }

    /// The three phases that are always there.
    private var phases: [Double] { [timings.send, timings.wait, timings.receive].map { milliseconds($0) ?? 0 } }

    /// The sum of the phases that happened.
    var time: Double { ((connect ?? 0) + phases.reduce(0, +)).thousandths }

    var json: JSON {
        [
            "blocked": -1, "dns": -1, "connect": .number(JSONNumber(connect ?? -1)),
            "ssl": .number(JSONNumber(milliseconds(timings.tls) ?? -1)), "send": .number(JSONNumber(phases[0])),
            "wait": .number(JSONNumber(phases[1])), "receive": .number(JSONNumber(phases[2])),
        ]
    }
}

extension Double {
    fileprivate var thousandths: Double { (self * 1_000).rounded() / 1_000 }
}
