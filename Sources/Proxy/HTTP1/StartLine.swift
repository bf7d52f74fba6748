internal import Model

/// The first lines of requests and responses (RFC 9112 §3 and §4).
enum StartLine {
    /// `METHOD SP target SP HTTP/x.y`, with single spaces.
    static func request(
        _ line: UnsafeBufferPointer<UInt8>
    ) -> Result<(method: String, target: String, version: HTTPVersion), HTTPViolation> {
        var methodEnd = 0
        while methodEnd < line.count, Octet.isToken(line[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd < line.count, line[methodEnd] == Octet.space else {
            return .failure(.malformedStartLine)
        }
        guard let targetEnd = line.index(of: Octet.space, from: methodEnd + 1) else {
            return .failure(.malformedStartLine)
        }
        let target = line[(methodEnd + 1)..<targetEnd]
        guard !target.isEmpty else { return .failure(.malformedStartLine) }
        switch version(UnsafeBufferPointer(rebasing: line[(targetEnd + 1)...])) {
        case .failure(let violation): return .failure(violation)
        case .success(let version):
            guard !target.contains(where: { $0 <= Octet.space || $0 == 0x7F }),
                let targetText = String(utf8: UnsafeBufferPointer(rebasing: target))
            else { return .failure(.malformedTarget) }
            return .success((String(decoding: line[..<methodEnd], as: UTF8.self), targetText, version))
        }
    }

    /// `HTTP/x.y SP status [SP reason]`.
    static func response(
        _ line: UnsafeBufferPointer<UInt8>
    ) -> Result<(status: Int, reason: String, version: HTTPVersion), HTTPViolation> {
        guard line.count >= 12, line[8] == Octet.space else { return .failure(.malformedStartLine) }
        var status = 0
        for byte in line[9..<12] {
            guard byte &- 0x30 < 10 else { return .failure(.malformedStartLine) }
            status = status * 10 + Int(byte - 0x30)
        }
        guard status >= 100, line.count == 12 || line[12] == Octet.space else { return .failure(.malformedStartLine) }
        let reason = line.count > 13 ? line[13...] : line[line.count...]
        guard !reason.contains(where: Octet.isForbiddenControl) else { return .failure(.controlCharacter) }
        let text =
            String(validating: reason, as: UTF8.self)
            ?? String(String.UnicodeScalarView(reason.map { Unicode.Scalar($0) }))
        return version(UnsafeBufferPointer(rebasing: line[..<8])).map { (status, text, $0) }
    }

    /// `HTTP/1.0` and `HTTP/1.1`; another `HTTP/x.y` is unknown, and anything else no HTTP.
    private static func version(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<HTTPVersion, HTTPViolation> {
        guard bytes.count >= 6, Octet.spells(UnsafeBufferPointer(rebasing: bytes[..<5]), "http/"), bytes[0] == 0x48
        else {
            return .failure(.malformedStartLine)
        }
        let number = bytes[5...]
        guard number.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E }) else { return .failure(.malformedStartLine) }
        if bytes.count == 8, bytes[5] == 0x31, bytes[6] == 0x2E {
            if bytes[7] == 0x31 { return .success(.http11) }
            if bytes[7] == 0x30 { return .success(.http10) }
        }
        return .failure(.unknownVersion(String(decoding: bytes, as: UTF8.self)))
    }
}
