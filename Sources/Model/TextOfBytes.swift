extension String {
    /// The text that bytes spell in UTF-8; nil when they spell none.
    ///
    /// Nearly all text of protocols is ASCII, which needs no validation: `String(validating:)` costs several times as much.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        if all < 0x80 {
            self.init(decoding: bytes, as: UTF8.self)
        } else {
            self.init(validating: bytes, as: UTF8.self)
        }
    }
}
