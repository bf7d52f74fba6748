internal import Glibc
internal import Model

/// Field lines out of bytes: checked, and kept as they stand (RFC 9112 §5).
enum FieldLines {
    /// Reads the lines of a head or of trailers, up to and without the empty line that ends them.
    ///
    /// - Parameter acceptsBareLineFeed: whether LF alone ends a line, as RFC 9112 §2.2 allows a recipient to accept. It does
    ///   in responses, since staging systems do it and what we send on ends in CRLF; in requests it does not.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>,
        acceptsBareLineFeed: Bool
    ) -> Result<(fields: FieldSection, facts: HeadFacts), HTTPViolation> {
        var fields = FieldSection(reservingBytes: bytes.count, lines: 16)
        var facts = HeadFacts()
        var start = 0
        while start < bytes.count {
            guard let lineFeed = bytes.index(of: Octet.lineFeed, from: start) else {
                return .failure(.malformedFieldName)
            }
            var end = lineFeed
            if end > start, bytes[end - 1] == Octet.carriageReturn {
                end -= 1
            } else if !acceptsBareLineFeed {
                return .failure(.bareLineFeed)
            }
            if end == start { break }
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if let violation = append(line, to: &fields, &facts) { return .failure(violation) }
            start = lineFeed + 1
        }
        return .success((fields, facts))
    }

    @inline(__always)
    private static func append(
        _ line: UnsafeBufferPointer<UInt8>,
        to fields: inout FieldSection,
        _ facts: inout HeadFacts
    ) -> HTTPViolation? {
        var nameEnd = 0
        while nameEnd < line.count, Octet.isToken(line[nameEnd]) { nameEnd += 1 }
        guard nameEnd < line.count, nameEnd > 0, line[nameEnd] == Octet.colon else {
            return nameViolation(line, nameEnd)
        }
        var (valueStart, valueEnd) = (nameEnd + 1, line.count)
        while valueStart < valueEnd, Octet.isBlank(line[valueStart]) { valueStart += 1 }
        while valueEnd > valueStart, Octet.isBlank(line[valueEnd - 1]) { valueEnd -= 1 }
        for index in valueStart..<valueEnd where Octet.isForbiddenControl(line[index]) { return .controlCharacter }
        let violation = facts.note(
            fields.count,
            name: UnsafeBufferPointer(rebasing: line[..<nameEnd]),
            value: UnsafeBufferPointer(rebasing: line[valueStart..<valueEnd])
        )
        fields.append(line: line, nameLength: nameEnd, value: valueStart..<valueEnd)
        return violation
    }

    private static func nameViolation(_ line: UnsafeBufferPointer<UInt8>, _ nameEnd: Int) -> HTTPViolation {
        if Octet.isBlank(line[0]) { return .foldedLine }
        guard nameEnd > 0, nameEnd < line.count, Octet.isBlank(line[nameEnd]) else { return .malformedFieldName }
        let rest = line[nameEnd...].drop(while: Octet.isBlank)
        return rest.first == Octet.colon ? .spaceBeforeColon : .malformedFieldName
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the byte stands for the first time at or after an index (`memchr(3)`).
    @inline(__always)
    func index(of byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress, start < count,
            let found = memchr(base + start, Int32(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
