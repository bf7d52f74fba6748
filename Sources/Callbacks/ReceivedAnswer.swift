internal import Model

/// A receiver's answer as libcurl hands it over, line by line and piece by piece.
final class ReceivedAnswer {
    private(set) var status = 0
    /// How many heads have come: interim answers and redirects count.
    private(set) var headCount = 0
    private(set) var fields = FieldSection()
    private(set) var body: [UInt8] = []
    /// Whether more content came than is read.
    private(set) var isCutOff = false
    private var bytesRead = 0
    private let bytesKept: Int
    private let limit: Int

    init(bytesKept: Int, limit: Int = .max) { (self.bytesKept, self.limit) = (bytesKept, limit) }

    /// Takes a status line, a field with its line break, or the empty line. A new status line forgets what came before:
    /// an interim answer or a redirect.
    func takeHeadLine(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: "HTTP/".utf8) {
            fields = FieldSection()
            (body, bytesRead) = ([], 0)
            headCount += 1
            status = Self.status(bytes)
        } else if let colon = bytes.firstIndex(of: 0x3A) {
            let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
            let value = bytes[(colon + 1)...].drop(while: isBlank)
            let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
            fields.append(line: bytes[..<end], nameLength: colon, value: value.startIndex..<end)
        }
    }

    /// `HTTP/1.1 204 No Content`: up to three digits behind the first space; zero where none are.
    private static func status(_ line: UnsafeRawBufferPointer) -> Int {
        guard let space = line.firstIndex(of: 0x20) else { return 0 }
        return line[(space + 1)...].prefix(3).prefix { $0 &- 0x30 < 10 }.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Takes content; what is beyond the number kept is let go. False when it is more than is read.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let room = bytesKept - body.count
        if room > 0 { body.append(contentsOf: bytes.prefix(room)) }
        bytesRead += bytes.count
        isCutOff = bytesRead > limit
        return !isCutOff
    }
}
