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
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            status = parts.count > 1 ? Int(parts[1].prefix(3)) ?? 0 : 0
        } else if bytes.contains(0x3A) {
            for field in FieldSection(wireBytes: bytes) { fields.append(field.name, bytes: field.valueBytes) }
        }
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
