/// The path of a request target, found without taking the target apart.
enum RequestPath {
    /// Calls the body with the path's bytes: up to the question mark, without scheme and authority.
    static func withBytes<Result>(of target: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var target = target
        return target.withUTF8 { bytes in body(UnsafeBufferPointer(rebasing: bytes[range(in: bytes)])) }
    }

    /// A copy of the path's bytes.
    static func bytes(of target: String) -> [UInt8] { withBytes(of: target) { Array($0) } }

    private static func range(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var start = 0
        if bytes.first != UInt8(ascii: "/"), let scheme = schemeLength(bytes) {
            start = scheme
            while start < bytes.count, bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "?") {
                start += 1
            }
        }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "?"), bytes[end] != UInt8(ascii: "#") { end += 1 }
        return start..<end
    }

    /// How long `http://` or `https://` is; nil for other targets.
    private static func schemeLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for length in [7, 8] where bytes.count >= length {
            let isSeparated = bytes[length - 3..<length].elementsEqual("://".utf8)
            if isSeparated { return length }
        }
        return nil
    }
}
