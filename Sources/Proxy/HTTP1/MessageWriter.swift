internal import Model
internal import NIOCore

/// Message parts as HTTP/1.1 bytes. Nothing is reordered or spelled anew; what is added is said by the caller.
extension ByteBuffer {
    /// `METHOD target HTTP/1.1`: we speak our own version (RFC 9110 §6.2).
    mutating func writeRequestLine(_ method: String, prefix: String, target: some StringProtocol) {
        writeString(method)
        writeInteger(Octet.space)
        writeString(prefix)
        writeSubstring(Substring(target))
        writeStaticString(" HTTP/1.1\r\n")
    }

    /// `HTTP/1.1 status reason`.
    mutating func writeStatusLine(_ status: Int, _ reason: String) {
        writeStaticString("HTTP/1.1 ")
        writeDecimal(status)
        writeInteger(Octet.space)
        writeString(reason)
        writeLineEnd()
    }

    /// One field line as it came, with CRLF.
    @inline(__always)
    mutating func writeLine(_ index: Int, of fields: FieldSection) {
        _ = fields.withLineBytes(index) { writeBytes($0) }
        writeLineEnd()
    }

    /// All field lines as they came, and the empty line after them.
    mutating func writeLines(_ fields: FieldSection) {
        for index in 0..<fields.count { writeLine(index, of: fields) }
        writeLineEnd()
    }

    /// One field line whose bytes were made by us or by a template: a line break in it would start a line of its own, so
    /// control characters become spaces.
    mutating func writeCheckedLine(_ index: Int, of fields: FieldSection) {
        _ = fields.withLineBytes(index) { line in
            line.contains(where: Octet.isForbiddenControl)
                ? writeBytes(line.map { Octet.isForbiddenControl($0) ? Octet.space : $0 }) : writeBytes(line)
        }
        writeLineEnd()
    }

    /// `name: value` with CRLF.
    mutating func writeField(_ name: StaticString, _ value: String) {
        writeStaticString(name)
        writeStaticString(": ")
        writeString(value)
        writeLineEnd()
    }

    /// The size line before a chunk's content (RFC 9112 §7.1).
    mutating func writeChunkSize(_ size: Int) {
        writeString(String(size, radix: 16))
        writeLineEnd()
    }

    /// The last chunk, the trailers and the empty line.
    mutating func writeLastChunk(_ trailers: FieldSection) {
        writeStaticString("0\r\n")
        writeLines(trailers)
    }

    /// CRLF.
    @inline(__always)
    mutating func writeLineEnd() { writeInteger(0x0D0A as UInt16) }

    /// A number in decimal, without a String.
    mutating func writeDecimal(_ number: Int) {
        guard number >= 10 else {
            writeInteger(UInt8(0x30 + number))
            return
        }
        writeDecimal(number / 10)
        writeInteger(UInt8(0x30 + number % 10))
    }
}
