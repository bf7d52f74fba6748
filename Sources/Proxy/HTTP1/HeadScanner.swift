/// Finds the empty line that ends a head, without looking at a byte twice when the head comes in pieces.
struct HeadScanner {
    /// Bytes that have been looked at and hold no end.
    private var scanned = 0

    /// How many bytes the head has with its empty line; nil when the end has not come.
    ///
    /// - Parameter startsAtLine: whether an empty line right at the start is the end, as with trailers.
    mutating func end(of bytes: UnsafeBufferPointer<UInt8>, startsAtLine: Bool = false) -> Int? {
        if startsAtLine, scanned == 0, let length = emptyLine(bytes, at: 0) { return length }
        var position = scanned
        while let lineFeed = bytes.index(of: Octet.lineFeed, from: position) {
            if let length = emptyLine(bytes, at: lineFeed + 1) { return lineFeed + 1 + length }
            guard lineFeed + 2 < bytes.count else {
                scanned = lineFeed
                return nil
            }
            position = lineFeed + 1
        }
        scanned = bytes.count
        if startsAtLine, bytes.count < 2 { scanned = 0 }
        return nil
    }

    private func emptyLine(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        if bytes[start] == Octet.lineFeed { return 1 }
        guard bytes[start] == Octet.carriageReturn, start + 1 < bytes.count else { return nil }
        return bytes[start + 1] == Octet.lineFeed ? 2 : nil
    }
}
