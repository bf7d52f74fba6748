/// Turns `failure` and `faults` into rules of delivery.
enum DeliveryRuleReader {
    /// `{"statuses": ["500-599", 429], "stop": [410], "retryAfter": true}`.
    static func failure(_ cursor: JSONCursor, usual: FailureRule) throws(MockFormatError) -> FailureRule {
        try cursor.allowOnly(["statuses", "stop", "retryAfter"])
        var rule = usual
        if let statuses = try cursor.member("statuses") {
            rule.statuses = []
            for status in try statuses.elements() { rule.statuses.append(try range(status)) }
        }
        if let stop = try cursor.member("stop") {
            rule.final = []
            for status in try stop.elements() { rule.final.insert(Int(try status.int64(in: 100...599))) }
        }
        rule.honoursRetryAfter = try cursor.member("retryAfter")?.bool() ?? rule.honoursRetryAfter
        return rule
    }

    private static func range(_ cursor: JSONCursor) throws(MockFormatError) -> ClosedRange<Int> {
        guard case .string(let text) = cursor.value else {
            let status = Int(try cursor.int64(in: 100...599))
            return status...status
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
            first >= 100, last <= 599
        else { throw cursor.error("a status or a range such as \"500-599\" should stand here, not \"\(text)\"") }
        return first...last
    }

    /// `{"duplicate": true, "reorder": 0.5, "drop": 0.1, "wrongSignature": true, "slow": 2000}`.
    static func faults(_ cursor: JSONCursor) throws(MockFormatError) -> DeliveryFaults {
        try cursor.allowOnly(["duplicate", "reorder", "drop", "wrongSignature", "slow"])
        var faults = DeliveryFaults()
        faults.duplicate = try probability(cursor.member("duplicate"))
        faults.reorder = try probability(cursor.member("reorder"))
        faults.drop = try probability(cursor.member("drop"))
        faults.wrongSignature = try probability(cursor.member("wrongSignature"))
        faults.slow = try cursor.member("slow")?.delay()
        return faults
    }

    private static func probability(_ cursor: JSONCursor?) throws(MockFormatError) -> Double {
        guard let cursor else { return 0 }
        if case .bool(let isCertain) = cursor.value { return isCertain ? 1 : 0 }
        return try cursor.share()
    }
}
