internal import Model

/// Names mocks by what they match, so that they keep their names when answers change or other mocks come.
struct MockNames {
    private let hash: ContentHash
    private var taken: Set<String> = []

    init(hash: ContentHash) { self.hash = hash }

    /// `post-orders-3f2a9c1b`: words of the route for people, and a hash of all that the mock matches.
    mutating func id(of mock: Mock) -> MockID {
        let words = mock.http.route.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }).prefix(3)
        let name = ([(mock.http.method ?? "any").lowercased()] + words.map { $0.lowercased() }).joined(separator: "-")
        let base = "\(name.prefix(40))-\(hash.hex(Array(Self.key(mock).utf8), digits: 8))"
        var id = base
        var number = 2
        while !taken.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return MockID(rawValue: id)
    }

    private static func key(_ mock: Mock) -> String {
        var matching = mock
        matching.reply = .proxy(ProxyReply(target: ""))
        (matching.callbacks, matching.extractions, matching.recorded, matching.name) = ([], [], nil, nil)
        return matching.json.textValue
    }

    /// By host, route, method, then those with more conditions first.
    static func isBefore(_ left: Mock, _ right: Mock) -> Bool {
        let leftPlace = [left.http.host?.description ?? "", left.http.route, left.http.method ?? ""]
        let rightPlace = [right.http.host?.description ?? "", right.http.route, right.http.method ?? ""]
        if leftPlace != rightPlace { return leftPlace.lexicographicallyPrecedes(rightPlace) }
        let counts = (conditionCount(left), conditionCount(right))
        if counts.0 != counts.1 { return counts.0 > counts.1 }
        return left.id.rawValue < right.id.rawValue
    }

    private static func conditionCount(_ mock: Mock) -> Int {
        mock.http.body.count + mock.http.query.count + mock.http.fields.count + mock.http.when.count
    }
}
