internal import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Where the needle stands first, at or after a position; nil when it does not.
    func firstRange(of needle: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        guard let base = baseAddress, let first = needle.first, let wanted = needle.baseAddress else { return nil }
        var position = start
        while position + needle.count <= count,
            let found = memchr(base + position, Int32(first), count - position - needle.count + 1)
        {
            let candidate = base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
            if memcmp(base + candidate, wanted, needle.count) == 0 { return candidate..<candidate + needle.count }
            position = candidate + 1
        }
        return nil
    }

    /// Where the text stands first, at or after a position.
    func firstRange(of text: StaticString, from start: Int) -> Range<Int>? {
        firstRange(of: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), from: start)
    }
}
