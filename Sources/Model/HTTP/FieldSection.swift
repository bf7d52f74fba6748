/// The fields of a head or of trailers: in order, with the names' case and every byte as they came (RFC 9110 §5).
///
/// All lines stand in one buffer and are looked up by position, so that a head costs two allocations and goes out again
/// without being spelled anew. Look-up ignores the case of names.
public struct FieldSection: Sendable {
    /// Where one line stands in `bytes`.
    @usableFromInline
    struct Line: Sendable, Hashable {
        @usableFromInline var start: UInt32
        @usableFromInline var nameEnd: UInt32
        @usableFromInline var valueStart: UInt32
        @usableFromInline var valueEnd: UInt32
        /// Past the line's end; the bytes of the line break are not kept.
        @usableFromInline var end: UInt32

        @usableFromInline
        init(start: UInt32, nameEnd: UInt32, valueStart: UInt32, valueEnd: UInt32, end: UInt32) {
            (self.start, self.nameEnd, self.valueStart) = (start, nameEnd, valueStart)
            (self.valueEnd, self.end) = (valueEnd, end)
        }
    }

    /// The lines' bytes one after another, without line breaks.
    @usableFromInline var bytes: [UInt8]
    @usableFromInline var lines: [Line]

    /// No fields.
    public init() {
        bytes = []
        lines = []
    }

    /// Makes room for so many bytes and lines at once.
    public init(reservingBytes byteCount: Int, lines lineCount: Int) {
        self.init()
        bytes.reserveCapacity(byteCount)
        lines.reserveCapacity(lineCount)
    }

    /// How many lines there are; a name that stands twice counts twice.
    @inlinable public var count: Int { lines.count }

    /// Whether there is no line.
    @inlinable public var isEmpty: Bool { lines.isEmpty }

    /// How many bytes the lines have, without their line breaks.
    @inlinable public var byteCount: Int { bytes.count }

    /// One line of the section.
    public struct Field: Sendable, Hashable {
        /// The name in the case in which it came.
        public let name: String
        /// The value's bytes, without the white space around them.
        public let valueBytes: ArraySlice<UInt8>

        /// The value as text; bytes that are not UTF-8 read as Latin-1, so that nothing is lost.
        public var value: String { text(of: valueBytes) }
    }

    /// The field of the line with this number, counted from zero.
    public subscript(index: Int) -> Field {
        let line = lines[index]
        return Field(
            name: text(of: bytes[Int(line.start)..<Int(line.nameEnd)]),
            valueBytes: bytes[Int(line.valueStart)..<Int(line.valueEnd)]
        )
    }

    /// Adds a line as it stood on the wire.
    ///
    /// - Parameters:
    ///   - line: the bytes of the line without its line break.
    ///   - nameLength: how many bytes the name has.
    ///   - value: where the value stands in the line, white space around it left out.
    @inlinable
    public mutating func append(line: some Collection<UInt8>, nameLength: Int, value: Range<Int>) {
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: line)
        lines.append(
            Line(
                start: start,
                nameEnd: start + UInt32(nameLength),
                valueStart: start + UInt32(value.lowerBound),
                valueEnd: start + UInt32(value.upperBound),
                end: UInt32(bytes.count)
            )
        )
    }

    /// Adds `name: value` at the end.
    public mutating func append(_ name: String, _ value: String) {
        append(name, bytes: value.utf8)
    }

    /// Adds `name: value` at the end, the value as bytes.
    public mutating func append(_ name: String, bytes value: some Collection<UInt8>) {
        let start = UInt32(bytes.count)
        bytes.append(contentsOf: name.utf8)
        let nameEnd = UInt32(bytes.count)
        bytes.append(0x3A)
        bytes.append(0x20)
        let valueStart = UInt32(bytes.count)
        bytes.append(contentsOf: value)
        let end = UInt32(bytes.count)
        lines.append(Line(start: start, nameEnd: nameEnd, valueStart: valueStart, valueEnd: end, end: end))
    }

    /// The value of the first line with this name, or nil.
    public func first(_ name: StaticString) -> String? {
        guard let index = firstIndex(name) else { return nil }
        return self[index].value
    }

    /// The value of the first line with this name, or nil.
    public func first(named name: String) -> String? {
        for index in lines.indices where hasName(name.utf8, at: index) { return self[index].value }
        return nil
    }

    /// The values of all lines with this name, in order.
    public func all(named name: String) -> [String] {
        lines.indices.filter { hasName(name.utf8, at: $0) }.map { self[$0].value }
    }

    /// The number of the first line with this name, or nil.
    public func firstIndex(_ name: StaticString) -> Int? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for index in lines.indices where hasName(wanted, at: index) { return index }
        return nil
    }

    /// Whether a line with this name is there.
    public func contains(_ name: StaticString) -> Bool { firstIndex(name) != nil }

    /// Whether the line with this number has this name, in whatever case.
    public func isNamed(_ name: StaticString, at index: Int) -> Bool {
        hasName(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), at: index)
    }

    /// Whether a field that is a comma-separated list holds this token, in whatever case (RFC 9110 §5.6.1).
    public func hasToken(_ token: StaticString, in name: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: token.utf8Start, count: token.utf8CodeUnitCount)
        for index in lines.indices where isNamed(name, at: index) {
            let line = lines[index]
            let value = bytes[Int(line.valueStart)..<Int(line.valueEnd)]
            for part in value.split(separator: 0x2C) where isSame(trimmed(part), wanted) { return true }
        }
        return false
    }

    /// Puts the value in the place of the first line with this name and takes the others away; adds a line when there is none.
    public mutating func replace(_ name: String, with value: String) {
        guard let index = lines.indices.first(where: { hasName(name.utf8, at: $0) }) else { return append(name, value) }
        var result = FieldSection(reservingBytes: bytes.count + value.utf8.count, lines: lines.count)
        for other in lines.indices {
            if other == index {
                result.append(self[index].name, value)
            } else if !hasName(name.utf8, at: other) {
                result.appendLine(other, of: self)
            }
        }
        self = result
    }

    /// Takes every line with this name away.
    public mutating func remove(_ name: String) {
        guard lines.indices.contains(where: { hasName(name.utf8, at: $0) }) else { return }
        self = filter { !hasName(name.utf8, at: $0) }
    }

    /// The lines whose numbers pass, in order and byte for byte.
    public func filter(_ isIncluded: (Int) -> Bool) -> FieldSection {
        var result = FieldSection(reservingBytes: bytes.count, lines: lines.count)
        for index in lines.indices where isIncluded(index) { result.appendLine(index, of: self) }
        return result
    }

    /// Adds one line of another section, byte for byte.
    public mutating func appendLine(_ index: Int, of other: FieldSection) {
        let line = other.lines[index]
        append(
            line: other.bytes[Int(line.start)..<Int(line.end)],
            nameLength: Int(line.nameEnd - line.start),
            value: Int(line.valueStart - line.start)..<Int(line.valueEnd - line.start)
        )
    }

    /// Calls the body with the bytes of one whole line, without its line break.
    @inlinable
    public func withLineBytes<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let line = lines[index]
        return bytes.withUnsafeBufferPointer { all in
            body(UnsafeBufferPointer(rebasing: all[Int(line.start)..<Int(line.end)]))
        }
    }

    /// Calls the body with the bytes of one name.
    @inlinable
    public func withNameBytes<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let line = lines[index]
        return bytes.withUnsafeBufferPointer { all in
            body(UnsafeBufferPointer(rebasing: all[Int(line.start)..<Int(line.nameEnd)]))
        }
    }

    /// Calls the body with the bytes of one value.
    @inlinable
    public func withValueBytes<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let line = lines[index]
        return bytes.withUnsafeBufferPointer { all in
            body(UnsafeBufferPointer(rebasing: all[Int(line.valueStart)..<Int(line.valueEnd)]))
        }
    }

    private func hasName(_ name: some Collection<UInt8>, at index: Int) -> Bool {
        let line = lines[index]
        return isSame(bytes[Int(line.start)..<Int(line.nameEnd)], name)
    }
}

extension FieldSection: ExpressibleByArrayLiteral {
    /// `[("Host", "example.test"), …]`.
    public init(arrayLiteral fields: (String, String)...) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }
}

extension FieldSection: Hashable {
    /// Same names (their case too) and values in the same order; the white space between them does not count.
    public static func == (left: FieldSection, right: FieldSection) -> Bool {
        left.count == right.count && left.lines.indices.allSatisfy { left[$0] == right[$0] }
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        for index in lines.indices { hasher.combine(self[index]) }
    }
}

extension FieldSection: Sequence {
    /// Goes through the fields in order.
    public func makeIterator() -> AnyIterator<Field> {
        var index = 0
        return AnyIterator {
            guard index < self.count else { return nil }
            defer { index += 1 }
            return self[index]
        }
    }
}

extension FieldSection {
    /// The section as it goes into storage: each line with a CRLF after it.
    public var wireBytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 2 * lines.count)
        for line in lines {
            result.append(contentsOf: bytes[Int(line.start)..<Int(line.end)])
            result.append(contentsOf: [0x0D, 0x0A])
        }
        return result
    }

    /// Reads what `wireBytes` wrote. A line without a colon counts as a name with an empty value.
    public init(wireBytes: some Collection<UInt8>) {
        let all = Array(wireBytes)
        self.init(reservingBytes: all.count, lines: 16)
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end] != 0x0A { end += 1 }
            let next = end + 1
            if end > start, all[end - 1] == 0x0D { end -= 1 }
            let line = all[start..<end]
            let nameEnd = line.firstIndex(of: 0x3A) ?? end
            let value = trimmed(line[Swift.min(nameEnd + 1, end)..<end])
            append(line: line, nameLength: nameEnd - start, value: value.startIndex - start..<value.endIndex - start)
            start = next
        }
    }
}

/// Bytes as text: UTF-8 where they are, else Latin-1.
private func text(of bytes: ArraySlice<UInt8>) -> String {
    if let text = bytes.withUnsafeBufferPointer({ String(utf8: $0) }) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var slice = slice
    while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
    while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
    return slice
}

/// The same but for the case of ASCII letters.
func isSame(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
