/// What the field lines of a head say about the connection and the body: gathered while they are read, so that nobody
/// has to look for them again.
struct HeadFacts: Sendable {
    /// What Transfer-Encoding says.
    enum TransferCoding: Sendable {
        case absent, chunked, other
    }

    /// The options named in Connection and Proxy-Connection (RFC 9110 §7.6.1).
    struct ConnectionOptions: OptionSet, Sendable {
        let rawValue: UInt8
        static let close = ConnectionOptions(rawValue: 1)
        static let keepAlive = ConnectionOptions(rawValue: 2)
        static let upgrade = ConnectionOptions(rawValue: 4)
        /// Names fields that must not go on.
        static let fieldNames = ConnectionOptions(rawValue: 8)
    }

    /// The number of the Host line; nil without one.
    var hostLine: Int?
    /// How many Host lines there are.
    var hostCount = 0
    /// The length that Content-Length gives.
    var contentLength: Int?
    /// What Transfer-Encoding says.
    var transferCoding = TransferCoding.absent
    /// What Connection says.
    var connection: ConnectionOptions = []
    /// Whether there are lines that belong to this connection only, so that the head cannot go on line by line as it is.
    var hasConnectionFields = false
    /// Whether `Expect: 100-continue` is there.
    var expectsContinue = false
    /// Whether Upgrade is there and names something else than HTTP/2.
    var hasUpgrade = false
    /// Whether `TE` accepts trailers.
    var acceptsTrailers = false
}

extension HeadFacts {
    /// Takes note of one line, whose name and trimmed value are given.
    @inline(__always)
    mutating func note(
        _ line: Int,
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>
    ) -> HTTPViolation? {
        switch name.count {
        case 2 where Octet.spells(name, "te"): noteTE(value)
        case 4 where Octet.spells(name, "host"):
            hostLine = hostLine ?? line
            hostCount += 1
        case 6 where Octet.spells(name, "expect"): expectsContinue = Octet.spells(value, "100-continue")
        case 7 where Octet.spells(name, "upgrade"): noteUpgrade(value)
        case 10 where Octet.spells(name, "connection"): noteConnection(value)
        case 10 where Octet.spells(name, "keep-alive"): hasConnectionFields = true
        case 14 where Octet.spells(name, "content-length"): return noteContentLength(value)
        case 16 where Octet.spells(name, "proxy-connection"): noteConnection(value)
        case 17 where Octet.spells(name, "transfer-encoding"): return noteTransferEncoding(value)
        case 18 where Octet.spells(name, "proxy-authenticate"): hasConnectionFields = true
        case 19 where Octet.spells(name, "proxy-authorization"): hasConnectionFields = true
        default: break
        }
        return nil
    }

    private mutating func noteTE(_ value: UnsafeBufferPointer<UInt8>) {
        hasConnectionFields = true
        Octet.forEachMember(of: value) { if Octet.spells($0, "trailers") { acceptsTrailers = true } }
    }

    private mutating func noteUpgrade(_ value: UnsafeBufferPointer<UInt8>) {
        hasConnectionFields = true
        var namesOther = false
        Octet.forEachMember(of: value) { if !Octet.spells($0, "h2c"), !Octet.spells($0, "h2") { namesOther = true } }
        hasUpgrade = namesOther
    }

    private mutating func noteConnection(_ value: UnsafeBufferPointer<UInt8>) {
        hasConnectionFields = true
        Octet.forEachMember(of: value) { option in
            if Octet.spells(option, "close") {
                connection.insert(.close)
            } else if Octet.spells(option, "keep-alive") {
                connection.insert(.keepAlive)
            } else if Octet.spells(option, "upgrade") {
                connection.insert(.upgrade)
            } else {
                connection.insert(.fieldNames)
            }
        }
    }

    private mutating func noteContentLength(_ value: UnsafeBufferPointer<UInt8>) -> HTTPViolation? {
        guard !value.isEmpty, value.count <= 18 else { return .malformedContentLength }
        var length = 0
        for byte in value {
            guard byte &- 0x30 < 10 else { return .malformedContentLength }
            length = length * 10 + Int(byte - 0x30)
        }
        if let contentLength, contentLength != length { return .differentContentLengths }
        if contentLength != nil || transferCoding != .absent { hasConnectionFields = true }
        contentLength = length
        return nil
    }

    /// Chunked must come last and once (RFC 9112 §6.1); codings before it pass as they are.
    private mutating func noteTransferEncoding(_ value: UnsafeBufferPointer<UInt8>) -> HTTPViolation? {
        var isRepeated = transferCoding == .chunked
        Octet.forEachMember(of: value) { coding in
            if transferCoding == .chunked { isRepeated = true }
            transferCoding = Octet.spells(coding, "chunked") ? .chunked : .other
        }
        if transferCoding == .absent { transferCoding = .other }
        hasConnectionFields = hasConnectionFields || contentLength != nil
        return isRepeated ? .unknownTransferCoding : nil
    }
}
