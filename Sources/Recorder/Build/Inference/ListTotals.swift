internal import Model

extension LinkSearch {
    /// Numbers that are sums over a list of the request, of the answer or of what is stored: `quantity` times `price`, one
    /// member alone, or how many elements there are; nil when they are none of these.
    ///
    /// - Parameter values: one for each sample, not all the same.
    func total(of values: [Double], name: String?, _ samples: [Sample], _ spelling: Spelling) -> String? {
        let countsBytes = name.map { name in ["size", "byte"].contains { name.lowercased().contains($0) } } ?? false
        if countsBytes, let expression = size(of: values, samples, spelling) { return expression }
        if let text = length(values, samples) { return "$.count(\(spelling.expression(text)))" }
        if let expression = size(of: values, samples, spelling) { return expression }
        for (place, list) in containers {
            guard list.array != nil else { continue }
            let rows = samples.map { place.value(in: $0)?.array }
            guard rows.allSatisfy({ $0 != nil }) else { continue }
            let source = spelling.expression(place)
            let lists = rows.map { $0 ?? [] }
            if agrees(values, lists.map { Double($0.count) }) { return "$.count(\(source))" }
            for factors in Self.factors(lists) where agrees(values, lists.map { sum($0, factors) }) {
                return Self.total(source, factors)
            }
            if let count = count(of: values, lists, source) { return count }
        }
        return nil
    }

    /// `$.total(list, 'quantity', 'price')`
    private static func total(_ source: String, _ factors: [String]) -> String {
        "$.total(\(source), \(factors.map { "'\($0)'" }.joined(separator: ", ")))"
    }

    /// The members that may be summed up, alone and as products of two.
    private static func factors(_ lists: [[JSON]]) -> [[String]] {
        let model = lists.lazy.compactMap(\.first).first?.object?.members ?? []
        let names = model.filter { $0.value.number != nil && !$0.name.contains("'") }.map(\.name).prefix(8)
        return names.enumerated().flatMap { index, name in [[name]] + names.dropFirst(index + 1).map { [name, $0] } }
    }

    /// `$.count($.where(list, 'done', true))`: how many elements have a member of one value.
    private func count(of values: [Double], _ lists: [[JSON]], _ source: String) -> String? {
        guard Set(values).count >= 3, values.count >= 6, lists.contains(where: { $0.count > 1 }) else { return nil }
        var wishes: [(name: String, value: JSON)] = []
        for member in lists.prefix(50).joined().prefix(100).flatMap({ $0.object?.members ?? [] }) {
            let isState =
                if case .bool = member.value { true } else { member.value.string.map(ValuePath.isPlain) ?? false }
            if isState, wishes.count < 16,
                !wishes.contains(where: { $0.name == member.name && $0.value == member.value })
            {
                wishes.append((member.name, member.value))
            }
        }
        let found = wishes.first { name, value in
            agrees(values, lists.map { list in Double(list.count { $0[name] == value }) })
        }
        return found.map { name, value in
            let word = value.string.map(MockInference.quoted) ?? value.textValue
            return "$.count($.where(\(source), \(MockInference.quoted(name)), \(word)))"
        }
    }

    /// The sums over lists, to find what is a share of one.
    func totals(_ samples: [Sample], _ spelling: Spelling) -> [Arithmetic.Column] {
        containers.filter { $0.value.array != nil }.suffix(8).reversed()
            .flatMap { place, _ -> [Arithmetic.Column] in
                let lists = samples.compactMap { place.value(in: $0)?.array }
                guard lists.count == samples.count else { return [] }
                return Self.factors(lists)
                    .compactMap { factors in
                        let sums = lists.compactMap { sum($0, factors) }
                        guard sums.count == lists.count else { return nil }
                        return Arithmetic.Column(
                            expression: Self.total(spelling.expression(place), factors),
                            values: sums
                        )
                    }
            }
    }

    /// The text that is as long as each number says.
    private func length(_ values: [Double], _ samples: [Sample]) -> Place? {
        guard Set(values).count >= 3 else { return nil }
        return texts.lazy.filter { $0.link.step == .none && $0.link.place.isRemembered }.map(\.link.place)
            .first { place in
                agrees(values, samples.map { place.value(in: $0)?.string.map { Double($0.count) } })
            }
    }

    private func sum(_ elements: [JSON], _ names: [String]) -> Double? {
        elements.reduce(0 as Double?) { sum, element in
            let factors = names.compactMap { element[$0]?.number?.double }
            guard let sum, factors.count == names.count else { return nil }
            return sum + factors.reduce(1, *)
        }
    }

    private func agrees(_ values: [Double], _ others: [Double?]) -> Bool {
        zip(values, others)
            .allSatisfy { value, other in
                other.map { abs(value - $0) <= 1e-9 * max(1, abs(value), abs($0)) } ?? false
            }
    }
}

extension LinkSearch {
    /// Numbers that are one more, or one less, than those of the same name in what is stored: a version that counts changes.
    func increment(of values: [Double], name: String?, _ samples: [Sample], _ spelling: Spelling) -> String? {
        for (place, _) in numbers {
            guard case .stored = place, Self.agreement(name, spelling.name(place)) == 2 else { continue }
            let before = samples.compactMap { place.value(in: $0)?.number?.double }
            guard before.count == values.count else { continue }
            let steps = Set(zip(values, before).map { $0 - $1 })
            if steps == [1] { return "$.increment(\(spelling.expression(place)))" }
            if steps == [-1] { return "$.subtract(\(spelling.expression(place)), 1)" }
        }
        return nil
    }
}
