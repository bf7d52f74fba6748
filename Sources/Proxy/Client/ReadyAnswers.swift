internal import Model
internal import NIOCore

/// A lasting answer as bytes: all but Date and what depends on who asks.
struct ReadyAnswer {
    let status: Int
    let hasDate: Bool
    /// The status line and fields, the lines of framing, an empty line, the content.
    let bytes: [UInt8]
    private let fieldsEnd: Int
    private let framingEnd: Int

    init(_ answer: Answer) {
        var buffer = ByteBuffer()
        status = answer.status
        hasDate = AnswerWriter.writeLines(of: answer, to: &buffer)
        fieldsEnd = buffer.readableBytes
        AnswerWriter.writeFraming(.length(answer.body.count), of: answer.status, to: &buffer)
        framingEnd = buffer.readableBytes
        buffer.writeLineEnd()
        buffer.writeBytes(answer.body)
        bytes = Array(buffer.readableBytesView)
    }

    /// What comes before Date.
    var fields: ArraySlice<UInt8> { bytes[..<fieldsEnd] }
    /// What comes after Date and before what is said about the connection.
    var framing: ArraySlice<UInt8> { bytes[fieldsEnd..<framingEnd] }
    var emptyLine: ArraySlice<UInt8> { bytes[framingEnd..<framingEnd + 2] }
    var emptyLineAndContent: ArraySlice<UInt8> { bytes[framingEnd...] }
}

/// Keeps the bytes of lasting answers ready. Confined to one event loop.
final class ReadyAnswers {
    /// So many bytes are kept at most; one answer may take a sixteenth of them.
    private static let limit = 4 << 20

    private struct Kept {
        /// Held, so that no other answer can get its identity.
        let identity: AnyObject
        let ready: ReadyAnswer
    }

    private var kept: [ObjectIdentifier: Kept] = [:]
    private var size = 0

    /// The bytes of an answer; nil for one that is not lasting or too large to be kept.
    func bytes(of answer: Answer) -> ReadyAnswer? {
        guard let identity = answer.identity else { return nil }
        if let known = kept[ObjectIdentifier(identity)] { return known.ready }
        guard answer.body.count < Self.limit / 16 else { return nil }
        let ready = ReadyAnswer(answer)
        // Mocks come and go: what nobody uses any more goes with everything else once there is no room.
        if size + ready.bytes.count > Self.limit { (kept, size) = ([:], 0) }
        kept[ObjectIdentifier(identity)] = Kept(identity: identity, ready: ready)
        size += ready.bytes.count
        return ready
    }
}
