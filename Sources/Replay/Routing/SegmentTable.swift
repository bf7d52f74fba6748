internal import Glibc

/// Finds a number by the bytes of a path segment without making a string of them: open addressing over FNV-1a.
struct SegmentTable: Sendable {
    private var names: [[UInt8]] = []
    private var values: [Int32] = []
    /// Places in `names`, or -1; a power of two of them, at most half full.
    private var slots: [Int32] = []

    /// The number stored under a name, or -1.
    func value(of name: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard !slots.isEmpty else { return -1 }
        let mask = slots.count - 1
        var place = Self.hash(name) & mask
        while slots[place] >= 0 {
            let index = Int(slots[place])
            if Self.isSame(names[index], name) { return values[index] }
            place = (place + 1) & mask
        }
        return -1
    }

    /// Stores a number under a name that is not there yet.
    mutating func insert(_ name: [UInt8], _ value: Int32) {
        names.append(name)
        values.append(value)
        if names.count * 2 > slots.count {
            slots = Array(repeating: -1, count: max(4, slots.count * 2))
            for index in names.indices { occupy(index) }
        } else {
            occupy(names.count - 1)
        }
    }

    private mutating func occupy(_ index: Int) {
        let mask = slots.count - 1
        var place = names[index].withUnsafeBufferPointer { Self.hash($0) } & mask
        while slots[place] >= 0 { place = (place + 1) & mask }
        slots[place] = Int32(index)
    }

    @inline(__always)
    private static func isSame(_ left: [UInt8], _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = right.count
        guard left.count == count else { return false }
        return left.withUnsafeBytes { left in
            guard let left = left.baseAddress, let right = right.baseAddress else { return true }
            return memcmp(left, right, count) == 0
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash >> 1 ^ hash >> 33)
    }
}
