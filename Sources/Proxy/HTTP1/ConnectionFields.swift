internal import Model

/// Which lines of a head stay behind at each hop (RFC 9110 §7.6.1), because they speak of one connection only or of a
/// framing that is made anew.
struct ConnectionFields {
    private let stays: [Bool]
    /// The line to be sent instead of the Connection lines that stayed behind; nil when none is needed.
    let connectionValue: String?
    /// Whether `TE: trailers` goes on.
    let keepsTE: Bool

    /// Sorts the lines of a head.
    ///
    /// - Parameters:
    ///   - isUpgrade: whether Upgrade goes on, since the protocol is to be switched.
    ///   - dropsFraming: whether Transfer-Encoding stays behind too: the receiver does not know it.
    init(of fields: FieldSection, _ facts: HeadFacts, isUpgrade: Bool = false, dropsFraming: Bool = false) {
        keepsTE = facts.acceptsTrailers
        var options: [String] = isUpgrade ? ["Upgrade"] : []
        if facts.acceptsTrailers { options.append("TE") }
        connectionValue = options.isEmpty ? nil : options.joined(separator: ", ")
        guard facts.hasConnectionFields || dropsFraming else {
            stays = []
            return
        }
        let named = facts.connection.contains(.fieldNames) ? Self.namedFields(fields) : []
        var hasContentLength = facts.transferCoding != .absent
        stays = (0..<fields.count)
            .map { index in
                if Self.isConnectionField(fields, index) { return true }
                if fields.isNamed("upgrade", at: index) { return !isUpgrade }
                if fields.isNamed("te", at: index) { return true }
                if fields.isNamed("transfer-encoding", at: index) { return dropsFraming }
                if fields.isNamed("content-length", at: index) {
                    defer { hasContentLength = true }
                    return hasContentLength
                }
                return !named.isEmpty && named.contains(fields[index].name.lowercased())
            }
    }

    /// Whether the line with this number stays behind.
    @inline(__always)
    func staysBehind(_ index: Int) -> Bool { !stays.isEmpty && stays[index] }

    private static func isConnectionField(_ fields: FieldSection, _ index: Int) -> Bool {
        fields.isNamed("connection", at: index) || fields.isNamed("proxy-connection", at: index)
            || fields.isNamed("keep-alive", at: index) || fields.isNamed("proxy-authorization", at: index)
            || fields.isNamed("proxy-authenticate", at: index)
    }

    /// The fields that Connection names. Those that say where the request goes and where it ends are not for the client to
    /// take away.
    private static func namedFields(_ fields: FieldSection) -> Set<String> {
        var names: Set<String> = []
        for index in 0..<fields.count
        where fields.isNamed("connection", at: index) || fields.isNamed("proxy-connection", at: index) {
            fields.withValueBytes(index) { value in
                Octet.forEachMember(of: value) { names.insert(String(decoding: $0, as: UTF8.self).lowercased()) }
            }
        }
        return names.subtracting(["host", "content-length", "transfer-encoding", "upgrade"])
    }
}
