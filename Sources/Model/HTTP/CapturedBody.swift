/// The bounded copy of a body that the tap kept while the bytes passed.
///
/// The bytes are the content as sent: transfer codings (chunked) undone, content codings (gzip, br, …) kept.
public struct CapturedBody: Sendable, Hashable {
    /// The first bytes of the content, all of them unless `isTruncated`.
    public var bytes: [UInt8]
    /// How long the whole content was, kept or not.
    public var length: Int
    /// How many bytes the body took on the wire, chunk framing and trailers included.
    public var wireLength: Int

    /// A body of which the tap kept so much.
    public init(bytes: [UInt8] = [], length: Int? = nil, wireLength: Int? = nil) {
        self.bytes = bytes
        self.length = length ?? bytes.count
        self.wireLength = wireLength ?? self.length
    }

    /// Whether the tap's limit cut something off.
    public var isTruncated: Bool { length > bytes.count }
}
