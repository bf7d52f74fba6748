internal import Model
internal import NIOCore

/// Reads requests, one after another, out of a client's bytes.
struct RequestReader {
    /// A start line may not be longer (RFC 9112 §3 asks for 8,000 at least).
    static let startLineLimit = 32 << 10

    private let fieldLimit: Int
    private var scanner = HeadScanner()
    private var body: BodyReader?
    /// The framing of the request whose head was read last.
    private(set) var framing = BodyFraming.none

    /// A reader at the start of a connection.
    init(fieldLimit: Int) { self.fieldLimit = fieldLimit }

    /// Whether the next part is a head.
    var isBetweenRequests: Bool { body == nil }

    /// Bytes that the current body took on the wire.
    var bodyWireLength: Int { body?.wireLength ?? 0 }

    /// The next part, or nil when more bytes are needed.
    mutating func next(_ input: inout ByteBuffer) throws(HTTPViolation) -> RequestPart? {
        guard body != nil else { return try readHead(&input) }
        switch try body?.next(&input) {
        case .bytes(let bytes): return .body(bytes)
        case .end(let trailers): return .end(trailers: trailers)
        case nil: return nil
        }
    }

    /// Goes on to the next request after the end of one.
    mutating func startOver() {
        body = nil
        scanner = HeadScanner()
    }

    private mutating func readHead(_ input: inout ByteBuffer) throws(HTTPViolation) -> RequestPart? {
        skipEmptyLines(&input)
        let limit = fieldLimit
        let read = input.withUnsafeReadableBytes { raw -> Result<(RequestHead, HeadFacts, Int)?, HTTPViolation> in
            let bytes = raw.bindMemory(to: UInt8.self)
            let end = scanner.end(of: bytes)
            if let violation = Self.sizeViolation(bytes, end: end, fieldLimit: limit) { return .failure(violation) }
            guard let end else { return .success(nil) }
            return Self.head(UnsafeBufferPointer(rebasing: bytes[..<end])).map { ($0.0, $0.1, end) }
        }
        guard let (head, facts, length) = try read.get() else { return nil }
        framing = try BodyFraming.request(head.version, facts).get()
        input.moveReaderIndex(forwardBy: length)
        body = BodyReader(framing, acceptsBareLineFeed: false, trailerLimit: fieldLimit)
        return .head(head, facts)
    }

    /// Empty lines before a request line are ignored (RFC 9112 §2.2).
    private mutating func skipEmptyLines(_ input: inout ByteBuffer) {
        while let first = input.getInteger(at: input.readerIndex, as: UInt16.self), first == 0x0D0A {
            input.moveReaderIndex(forwardBy: 2)
            scanner = HeadScanner()
        }
    }

    private static func sizeViolation(
        _ bytes: UnsafeBufferPointer<UInt8>,
        end: Int?,
        fieldLimit: Int
    ) -> HTTPViolation? {
        let size = end ?? bytes.count
        guard size > min(startLineLimit, fieldLimit) else { return nil }
        let lineEnd = bytes.index(of: Octet.lineFeed, from: 0) ?? size
        if lineEnd > startLineLimit { return .startLineTooLong(limit: startLineLimit) }
        return size - lineEnd > fieldLimit ? .fieldsTooLarge(limit: fieldLimit) : nil
    }

    private static func head(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Result<(RequestHead, HeadFacts), HTTPViolation> {
        guard let lineFeed = bytes.index(of: Octet.lineFeed, from: 0) else { return .failure(.malformedStartLine) }
        guard lineFeed > 0, bytes[lineFeed - 1] == Octet.carriageReturn else { return .failure(.bareLineFeed) }
        let line = StartLine.request(UnsafeBufferPointer(rebasing: bytes[..<(lineFeed - 1)]))
        let rest = UnsafeBufferPointer(rebasing: bytes[(lineFeed + 1)...])
        switch (line, FieldLines.read(rest, acceptsBareLineFeed: false)) {
        case (.failure(let violation), _), (_, .failure(let violation)): return .failure(violation)
        case (.success(let line), .success(let lines)):
            if let violation = hostViolation(line.version, lines.facts) { return .failure(violation) }
            return .success(
                (
                    RequestHead(method: line.method, target: line.target, version: line.version, fields: lines.fields),
                    lines.facts
                )
            )
        }
    }

    /// RFC 9112 §3.2: one Host in HTTP/1.1, at most one in HTTP/1.0.
    private static func hostViolation(_ version: HTTPVersion, _ facts: HeadFacts) -> HTTPViolation? {
        if facts.hostCount > 1 { return .repeatedHost }
        return facts.hostCount == 0 && version != .http10 ? .missingHost : nil
    }
}
