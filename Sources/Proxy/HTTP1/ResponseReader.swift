internal import Model
internal import NIOCore

/// Reads the responses to one request after another out of an upstream's bytes.
struct ResponseReader {
    private let fieldLimit: Int
    private var scanner = HeadScanner()
    private var body: BodyReader?
    private var method = ""
    /// The framing of the response whose head was read last.
    private(set) var framing = BodyFraming.none

    /// A reader at the start of a connection.
    init(fieldLimit: Int) { self.fieldLimit = fieldLimit }

    /// Bytes that the current body took on the wire.
    var bodyWireLength: Int { body?.wireLength ?? 0 }

    /// Gets ready for the response to a request with this method.
    mutating func expectResponse(to method: String) {
        self.method = method
        body = nil
        scanner = HeadScanner()
    }

    /// The next part, or nil when more bytes are needed.
    mutating func next(_ input: inout ByteBuffer) throws(HTTPViolation) -> ResponsePart? {
        guard body != nil else { return try readHead(&input) }
        return Self.part(try body?.next(&input))
    }

    /// The upstream closed: what that means for the response under way.
    mutating func inputEnded() throws(HTTPViolation) -> ResponsePart? {
        guard body != nil else { throw .endInsideHead }
        return Self.part(try body?.inputEnded())
    }

    private static func part(_ piece: BodyPiece?) -> ResponsePart? {
        switch piece {
        case .bytes(let bytes): .body(bytes)
        case .end(let trailers): .end(trailers: trailers)
        case nil: nil
        }
    }

    private mutating func readHead(_ input: inout ByteBuffer) throws(HTTPViolation) -> ResponsePart? {
        let limit = fieldLimit
        let read = input.withUnsafeReadableBytes { raw -> Result<(ResponseHead, HeadFacts, Int)?, HTTPViolation> in
            let bytes = raw.bindMemory(to: UInt8.self)
            if let violation = Self.earlyViolation(bytes) { return .failure(violation) }
            let end = scanner.end(of: bytes)
            if (end ?? bytes.count) > limit { return .failure(.fieldsTooLarge(limit: limit)) }
            guard let end else { return .success(nil) }
            return Self.head(UnsafeBufferPointer(rebasing: bytes[..<end])).map { ($0.0, $0.1, end) }
        }
        guard let (head, facts, length) = try read.get() else { return nil }
        input.moveReaderIndex(forwardBy: length)
        framing = BodyFraming.response(head.status, to: method, facts)
        scanner = HeadScanner()
        if head.status >= 200 {
            body = BodyReader(framing, acceptsBareLineFeed: true, trailerLimit: fieldLimit)
        }
        return .head(head, facts)
    }

    /// Garbage is told by its first bytes, since it may never come to an empty line.
    private static func earlyViolation(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPViolation? {
        let count = min(bytes.count, 5)
        let expected: StaticString = "HTTP/"
        for index in 0..<count where bytes[index] != expected.utf8Start[index] { return .malformedStartLine }
        return nil
    }

    private static func head(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Result<(ResponseHead, HeadFacts), HTTPViolation> {
        guard let lineFeed = bytes.index(of: Octet.lineFeed, from: 0) else { return .failure(.malformedStartLine) }
        let lineEnd = lineFeed > 0 && bytes[lineFeed - 1] == Octet.carriageReturn ? lineFeed - 1 : lineFeed
        let line = StartLine.response(UnsafeBufferPointer(rebasing: bytes[..<lineEnd]))
        let rest = UnsafeBufferPointer(rebasing: bytes[(lineFeed + 1)...])
        switch (line, FieldLines.read(rest, acceptsBareLineFeed: true)) {
        case (.failure(let violation), _), (_, .failure(let violation)): return .failure(violation)
        case (.success(let line), .success(let lines)):
            let head = ResponseHead(
                status: line.status,
                reason: line.reason,
                version: line.version,
                fields: lines.fields
            )
            return .success((head, lines.facts))
        }
    }
}
