internal import Model
internal import NIOCore

/// A piece of a body, transfer codings undone.
enum BodyPiece {
    case bytes(ByteBuffer)
    case end(FieldSection)
}

/// Reads one body as its framing says.
struct BodyReader {
    private enum State {
        case length(left: Int)
        case chunked(ChunkedReader)
        case untilClose
        case ended
    }

    private var state: State
    /// Bytes taken from the wire so far, framing and trailers included.
    private(set) var wireLength = 0

    /// A reader at the body's first byte.
    init(_ framing: BodyFraming, acceptsBareLineFeed: Bool, trailerLimit: Int) {
        switch framing {
        case .none: state = .length(left: 0)
        case .length(let length): state = .length(left: length)
        case .chunked:
            state = .chunked(ChunkedReader(acceptsBareLineFeed: acceptsBareLineFeed, trailerLimit: trailerLimit))
        case .untilClose: state = .untilClose
        }
    }

    /// The next piece, or nil when more bytes are needed or the body has ended.
    mutating func next(_ input: inout ByteBuffer) throws(HTTPViolation) -> BodyPiece? {
        let before = input.readableBytes
        defer { wireLength += before - input.readableBytes }
        switch state {
        case .length(0):
            state = .ended
            return .end([])
        case .length(let left):
            guard let bytes = input.readSlice(length: min(left, before)), bytes.readableBytes > 0 else { return nil }
            state = .length(left: left - bytes.readableBytes)
            return .bytes(bytes)
        case .chunked(var reader):
            let piece = try reader.next(&input)
            if case .end = piece { state = .ended } else { state = .chunked(reader) }
            return piece
        case .untilClose:
            guard let bytes = input.readSlice(length: before), before > 0 else { return nil }
            return .bytes(bytes)
        case .ended:
            return nil
        }
    }

    /// The peer closed: that is the end of a close-delimited body, and the truncation of any other.
    mutating func inputEnded() throws(HTTPViolation) -> BodyPiece? {
        switch state {
        case .untilClose:
            state = .ended
            return .end([])
        case .ended: return nil
        case .length, .chunked: throw .endInsideBody
        }
    }
}
