internal import Model

extension LinkSearch {
    /// Numbers that are sums over a list of the request, of the answer or of what is stored: `quantity` times `price`, one
    /// member alone, or how many elements there are; nil when they are none of these.
    ///
    /// - Parameter values: one for each sample, not all the same.
    func total(of values: [Double], _ samples: [Sample], _ spelling: Spelling) -> String? {
        if let text = length(values, samples) { return "$.count(\(spelling.expression(text)))" }
        for (place, list) in containers {
            guard let elements = list.array, !elements.isEmpty else { continue }
            let rows = samples.map { place.value(in: $0)?.array }
            guard rows.allSatisfy({ $0 != nil }) else { continue }
            let source = spelling.expression(place)
            let lists = rows.map { $0 ?? [] }
            if agrees(values, lists.map { Double($0.count) }) { return "$.count(\(source))" }
            let names = (elements[0].object?.members ?? []).filter { $0.value.number != nil }.map(\.name).prefix(8)
            for (index, name) in names.enumerated() {
                if agrees(values, lists.map { sum($0, [name]) }) { return "$.total(\(source), '\(name)')" }
                for other in names.dropFirst(index + 1) where agrees(values, lists.map { sum($0, [name, other]) }) {
                    return "$.total(\(source), '\(name)', '\(other)')"
                }
            }
        }
        return nil
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
    /// Numbers that are one more than those of the same name in what is stored: a version that counts changes.
    func increment(of values: [Double], name: String?, _ samples: [Sample], _ spelling: Spelling) -> String? {
        for (place, _) in numbers {
            guard case .stored = place, Self.agreement(name, spelling.name(place)) == 2 else { continue }
            let before = samples.map { place.value(in: $0)?.number?.double }
            if zip(values, before).allSatisfy({ value, before in before.map { $0 + 1 == value } ?? false }) {
                return "$.increment(\(spelling.expression(place)))"
            }
        }
        return nil
    }
}
