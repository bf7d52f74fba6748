internal import Model

/// Names imported mocks by their content, so that the same input gives the same names.
struct ImportedNames {
    private var taken: Set<String> = []

    /// `get-orders-id-3f2a9c1b`: words of the request for people, and a mark of all that the mock says.
    mutating func id(of mock: Mock) -> MockID {
        let route = (mock.pathPrefix ?? "") + mock.http.route
        let words = route.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.prefix(4).map { $0.lowercased() }
        let name = ([(mock.http.method ?? "any").lowercased()] + words).joined(separator: "-").prefix(48)
        return MockID(rawValue: unique("\(name)-\(Self.mark(Array(mock.json.textValue.utf8)))"))
    }

    /// The name, with a number behind it when it is taken already.
    mutating func unique(_ base: String) -> String { taken.take(base, numberedAfter: "-") }

    /// Eight hex digits of FNV-1a, folded: they tell contents apart and prove nothing.
    static func mark(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(UInt32(truncatingIfNeeded: hash ^ hash >> 32), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
