public import Model

/// The figures of `understudy check`, and a diff for everything under 100 %.
public struct CheckReport: Sendable, Hashable {
    /// So many of so many.
    public struct Figure: Sendable, Hashable {
        /// How many held.
        public var held = 0
        /// How many there were.
        public var total = 0

        /// Whether all held.
        public var isComplete: Bool { held == total }

        /// `17 of 18 (94.4 %)`; never 100 % when one is missing.
        public var text: String {
            guard total > 0 else { return "none" }
            let thousandths = held * 1_000 / total
            return "\(held) of \(total) (\(thousandths / 10).\(thousandths % 10) %)"
        }
    }

    /// One thing that differs.
    public struct Difference: Sendable, Hashable {
        /// The recorded exchange.
        public var exchange: ExchangeID
        /// The mock that answered; nil when none did.
        public var mock: MockID?
        /// `GET /orders/17`.
        public var summary: String
        /// What differs and why it counts, in words.
        public var reasons: [String]
    }

    /// Exchanges whose answer was reproduced.
    public var exchanges = Figure()
    /// Observed deliveries whose callback was reproduced, with its number, target, content, delay and signature.
    public var callbacks = Figure()
    /// Linked values that followed fresh ones; empty in a round with recorded values.
    public var links = Figure()
    /// Deliveries that no exchange is known to have caused; they are not among `callbacks`.
    public var unattributed = 0
    /// Links that no fresh value can reach, such as those to times and to fields that decide which mock answers; they
    /// are not among `links`.
    public var untestedLinks = 0
    /// Header fields of this recording that are not compared, since two equal answers may differ in them.
    public var ignoredFields: [String] = []
    /// What differed, in order.
    public var differences: [Difference] = []

    /// An empty report.
    public init() {}

    /// Whether every figure is at 100 %.
    public var isComplete: Bool { exchanges.isComplete && callbacks.isComplete && links.isComplete }

    /// Takes over the links of a round with fresh values, and that round's differences.
    public mutating func add(links other: CheckReport) {
        links.held += other.links.held
        links.total += other.links.total
        untestedLinks += other.untestedLinks
        // What differs with recorded values differs with fresh ones, too: once is enough.
        let known = Set(differences.map(\.exchange))
        for difference in other.differences where !known.contains(difference.exchange) {
            var difference = difference
            difference.summary += " (with fresh values)"
            differences.append(difference)
        }
    }

    /// For people: the three figures, then the differences.
    public var text: String {
        var lines = [
            "exchanges reproduced  \(exchanges.text)", "callbacks reproduced  \(callbacks.text)",
            "links that follow     \(links.text)"
                + (untestedLinks > 0 ? ", \(untestedLinks) more cannot be tested with fresh values" : ""),
        ]
        if unattributed > 0 {
            lines.append("webhooks and messages without a known cause, not compared: \(unattributed)")
        }
        if !ignoredFields.isEmpty { lines.append("fields not compared   \(Self.listed(ignoredFields))") }
        for difference in differences.prefix(100) {
            lines += [
                "",
                "exchange \(difference.exchange): \(difference.summary)" + (difference.mock.map { "  [\($0)]" } ?? ""),
            ]
            lines += difference.reasons.map { "  - \($0)" }
        }
        if differences.count > 100 { lines += ["", "… and \(differences.count - 100) more exchanges that differ"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A list that fits on a line.
    private static func listed(_ names: [String]) -> String {
        let rest = names.count > 12 ? ", and \(names.count - 12) more" : ""
        return names.prefix(12).joined(separator: ", ") + rest
    }

    /// The same for machines.
    public var json: JSON {
        [
            "complete": .bool(isComplete), "exchanges": exchanges.json, "callbacks": callbacks.json,
            "links": links.json,
            "untestedLinks": .int(untestedLinks), "unattributed": .int(unattributed),
            "ignoredFields": .array(ignoredFields.map { .string($0) }),
            "differences": .array(differences.map(\.json)),
        ]
    }
}

extension CheckReport.Figure {
    fileprivate var json: JSON { ["held": .int(held), "total": .int(total)] }
}

extension CheckReport.Difference {
    fileprivate var json: JSON {
        [
            "exchange": .int(exchange.rawValue), "mock": mock.map { .string($0.rawValue) } ?? .null,
            "request": .string(summary), "reasons": .array(reasons.map { .string($0) }),
        ]
    }
}
