internal import Model
internal import NIOCore

/// Keeps a bounded copy of a body that passes, and counts the rest.
struct BodyTap {
    private let limit: Int
    private var kept: ByteBuffer?
    private(set) var length = 0
    /// Bytes on the wire, framing included.
    var wireLength = 0

    /// Keeps so many bytes at most.
    init(limit: Int) { self.limit = limit }

    /// A piece has passed.
    mutating func pass(_ bytes: ByteBuffer) {
        let room = limit - (kept?.readableBytes ?? 0)
        length += bytes.readableBytes
        guard room > 0 else { return }
        var piece = bytes.readableBytes > room ? bytes.getSlice(at: bytes.readerIndex, length: room) ?? bytes : bytes
        if kept == nil {
            kept = piece
        } else {
            kept?.writeBuffer(&piece)
        }
    }

    /// The copy.
    var captured: CapturedBody {
        let bytes = kept.map { Array($0.readableBytesView) } ?? []
        return CapturedBody(bytes: bytes, length: length, wireLength: wireLength)
    }
}
