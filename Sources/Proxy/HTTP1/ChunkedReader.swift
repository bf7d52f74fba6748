internal import Model
internal import NIOCore

/// Undoes the chunked transfer coding (RFC 9112 §7.1). Chunk extensions are read and dropped.
struct ChunkedReader {
    private enum State {
        case size
        case content(left: Int)
        case contentEnd
        case trailers(HeadScanner)
    }

    /// A chunk-size line with its extensions may not be longer.
    private static let sizeLineLimit = 4_096

    private var state = State.size
    private let acceptsBareLineFeed: Bool
    private let trailerLimit: Int

    /// A reader at the first chunk's size.
    init(acceptsBareLineFeed: Bool, trailerLimit: Int) {
        (self.acceptsBareLineFeed, self.trailerLimit) = (acceptsBareLineFeed, trailerLimit)
    }

    /// The next piece of content, the end, or nil when more bytes are needed.
    mutating func next(_ input: inout ByteBuffer) throws(HTTPViolation) -> BodyPiece? {
        while true {
            switch state {
            case .size:
                guard let size = try readSize(&input) else { return nil }
                state = size == 0 ? .trailers(HeadScanner()) : .content(left: size)
            case .content(let left):
                let count = min(left, input.readableBytes)
                guard count > 0, let bytes = input.readSlice(length: count) else { return nil }
                state = count == left ? .contentEnd : .content(left: left - count)
                return .bytes(bytes)
            case .contentEnd:
                guard try readLineEnd(&input) else { return nil }
                state = .size
            case .trailers(var scanner):
                guard let trailers = try readTrailers(&input, &scanner) else {
                    state = .trailers(scanner)
                    return nil
                }
                return .end(trailers)
            }
        }
    }

    private func readSize(_ input: inout ByteBuffer) throws(HTTPViolation) -> Int? {
        let accepts = acceptsBareLineFeed
        let read = input.withUnsafeReadableBytes { raw -> Result<(size: Int, length: Int)?, HTTPViolation> in
            let bytes = raw.bindMemory(to: UInt8.self)
            guard let lineFeed = bytes.index(of: Octet.lineFeed, from: 0) else {
                return bytes.count > Self.sizeLineLimit ? .failure(.malformedChunk) : .success(nil)
            }
            var line = bytes[..<lineFeed]
            if line.last == Octet.carriageReturn {
                line.removeLast()
            } else if !accepts {
                return .failure(.bareLineFeed)
            }
            guard let size = Self.size(line) else { return .failure(.malformedChunk) }
            return .success((size, lineFeed + 1))
        }
        guard let (size, length) = try read.get() else { return nil }
        input.moveReaderIndex(forwardBy: length)
        return size
    }

    /// `1*HEXDIG [ BWS ";" … ]`, at most 15 digits.
    private static func size(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var (size, digits) = (0, 0)
        for byte in line {
            guard let value = Octet.hexValue(byte) else { break }
            (size, digits) = (size << 4 | value, digits + 1)
            if digits > 15 { return nil }
        }
        let rest = line.dropFirst(digits)
        guard digits > 0, !rest.contains(where: Octet.isForbiddenControl) else { return nil }
        guard let mark = rest.drop(while: Octet.isBlank).first else { return size }
        return mark == Octet.semicolon ? size : nil
    }

    private func readLineEnd(_ input: inout ByteBuffer) throws(HTTPViolation) -> Bool {
        guard let first = input.getInteger(at: input.readerIndex, as: UInt8.self) else { return false }
        if acceptsBareLineFeed, first == Octet.lineFeed {
            input.moveReaderIndex(forwardBy: 1)
            return true
        }
        guard first == Octet.carriageReturn else { throw .malformedChunk }
        guard let second = input.getInteger(at: input.readerIndex + 1, as: UInt8.self) else { return false }
        guard second == Octet.lineFeed else { throw .malformedChunk }
        input.moveReaderIndex(forwardBy: 2)
        return true
    }

    private func readTrailers(
        _ input: inout ByteBuffer,
        _ scanner: inout HeadScanner
    ) throws(HTTPViolation) -> FieldSection? {
        let (accepts, limit) = (acceptsBareLineFeed, trailerLimit)
        let read = input.withUnsafeReadableBytes { raw -> Result<(FieldSection, Int)?, HTTPViolation> in
            let bytes = raw.bindMemory(to: UInt8.self)
            guard let end = scanner.end(of: bytes, startsAtLine: true) else {
                return bytes.count > limit ? .failure(.fieldsTooLarge(limit: limit)) : .success(nil)
            }
            if end > limit { return .failure(.fieldsTooLarge(limit: limit)) }
            return FieldLines.read(UnsafeBufferPointer(rebasing: bytes[..<end]), acceptsBareLineFeed: accepts)
                .map { ($0.fields, end) }
        }
        guard let (trailers, length) = try read.get() else { return nil }
        input.moveReaderIndex(forwardBy: length)
        return trailers
    }
}
