internal import Model
internal import NIOCore

/// A content that goes out in the place of the one that came: whole, its length in the head.
struct ReplacedContent {
    /// In bytes.
    let length: Int
    /// Whether its content codings were undone.
    let isPlain: Bool

    /// Whether the line with this number describes the content that came.
    func drops(_ index: Int, of fields: FieldSection) -> Bool {
        if fields.isNamed("content-length", at: index) || fields.isNamed("trailer", at: index) { return true }
        guard isPlain else { return false }
        return fields.isNamed("content-encoding", at: index) || fields.isNamed("content-md5", at: index)
            || fields.isNamed("content-digest", at: index) || fields.isNamed("repr-digest", at: index)
            || fields.isNamed("digest", at: index)
    }

    /// Writes the line that says how long it is.
    func writeLength(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("Content-Length: ")
        buffer.writeDecimal(length)
        buffer.writeLineEnd()
    }
}

/// A response whose content waits until it is whole, since another one is made of it.
struct HeldResponse {
    let head: ResponseHead
    let facts: HeadFacts
    let rewriting: ResponseRewriting
    var content = ByteBuffer()
}
