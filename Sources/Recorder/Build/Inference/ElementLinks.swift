internal import Model

/// Lists that say of each element of another list something: an order's lines with their numbers and amounts.
extension LinkSearch {
    /// `$.each(list, 'sku', '@.sku', 'amount', '@.quantity * @.price')`, which gives these lists; nil when none does.
    ///
    /// - Parameter values: one list for each sample, not all equally long.
    func elementwise(_ values: [JSON], _ samples: [Sample], _ spelling: Spelling) -> String? {
        let rows = values.compactMap(\.array)
        guard rows.count == values.count, let model = rows.first(where: { !$0.isEmpty })?[0].object else { return nil }
        let names = model.members.map(\.name)
        guard rows.joined().allSatisfy({ $0.object.map { $0.members.map(\.name) == names } ?? false }) else {
            return nil
        }
        for (place, list) in containers where list.array != nil {
            let sources = samples.map { place.value(in: $0)?.array ?? [] }
            guard zip(rows, sources).allSatisfy({ $0.count == $1.count }) else { continue }
            let pairs = zip(rows, sources)
                .flatMap { row, source in
                    zip(row, source).enumerated().map { ElementPair(number: $0 + 1, made: $1.0, source: $1.1) }
                }
            let members = names.compactMap { name in ElementPair.source(of: name, pairs).map { "'\(name)', \($0)" } }
            guard members.count == names.count, pairs.count > 1 else { continue }
            return "$.each(\(spelling.expression(place)), \(members.joined(separator: ", ")))"
        }
        return nil
    }
}

/// An element of a list that was made, with the one from which it was made.
private struct ElementPair {
    /// Its position, from 1.
    var number: Int
    var made: JSON
    var source: JSON

    /// How `$.each` spells where a member comes from; nil where it is not known.
    static func source(of name: String, _ pairs: [ElementPair]) -> String? {
        let values = pairs.map { $0.made[name] ?? .null }
        func holds(_ value: (ElementPair) -> JSON?) -> Bool {
            zip(values, pairs).allSatisfy { made, pair in value(pair).map { made.isEquivalent(to: $0) } ?? false }
        }
        guard !name.contains("'") else { return nil }
        if Set(values).count > 1, holds(\.source) { return "'@'" }
        let first = pairs.first?.source.object ?? JSONObject()
        let members = first.members.map(\.name).filter { !$0.contains("'") && !$0.contains(" ") }
        for member in [name] + members where holds({ $0.source[member] }) { return "'@.\(member)'" }
        if Set(values).count == 1 { return literal(values[0]) }
        if holds({ .int($0.number) }) { return "'@number'" }
        let numbers = members.filter { first[$0]?.number != nil }.prefix(8)
        for (index, left) in numbers.enumerated() {
            for right in numbers.dropFirst(index) {
                let isProduct = zip(values, pairs)
                    .allSatisfy { made, pair in
                        guard let made = made.number?.double, let one = pair.source[left]?.number?.double,
                            let other = pair.source[right]?.number?.double
                        else { return false }
                        return abs(made - one * other) <= 1e-9 * max(1, abs(made))
                    }
                if isProduct { return "'@.\(left) * @.\(right)'" }
            }
        }
        return nil
    }

    private static func literal(_ value: JSON) -> String? {
        switch value {
        case .null, .bool, .number: return value.textValue.isEmpty ? "null" : value.textValue
        case .string(let text): return text.contains { "'\\@$".contains($0) } ? nil : "'\(text)'"
        default: return nil
        }
    }
}
