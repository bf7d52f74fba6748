internal import Model

extension Decider {
    /// Fewer answers of a kind may be as they are by chance.
    private static let evidence = 3

    /// A number of the request against one that is stored: what is withdrawn must be there.
    ///
    /// - Parameters:
    ///   - places: those of the requests.
    ///   - store: what reads the thing that the requests name.
    static func sufficing(_ places: [Place], _ inside: [Sample], _ outside: [Sample], _ store: String) -> Decider? {
        guard inside.count >= evidence, outside.count >= evidence, let stored = inside[0].stored else { return nil }
        var limits: [ValuePath] = []
        stored.visit { path, value in if path.steps.count <= 3, number(value) != nil { limits.append(path) } }
        for place in places where place.isRequest {
            guard let here = numbers(place, inside), let there = numbers(place, outside) else { continue }
            for limit in limits.prefix(16) {
                guard let mine = numbers(.stored(limit), inside), let others = numbers(.stored(limit), outside),
                    let action = action(zip(mine, here).map { $0 - $1 }, zip(others, there).map { $0 - $1 })
                else { continue }
                let path = "$.subtract(\(store)\(limit.spelling), \(Spelling().expression(place)))"
                let check = Condition.Check(path: path, action: action, value: 0)
                return Decider(conditions: [(.state, .check(check))], cost: Self.limit)
            }
        }
        return nil
    }

    /// What is left in each of one side's samples and in none of the other's.
    private static func action(_ mine: [Double], _ others: [Double]) -> Condition.Action? {
        guard Set(mine).count + Set(others).count > evidence else { return nil }
        if mine.allSatisfy({ $0 < 0 }), others.allSatisfy({ $0 >= 0 }) { return .less }
        if mine.allSatisfy({ $0 <= 0 }), others.allSatisfy({ $0 > 0 }) { return .lessOrEqual }
        if mine.allSatisfy({ $0 >= 0 }), others.allSatisfy({ $0 < 0 }) { return .greaterOrEqual }
        if mine.allSatisfy({ $0 > 0 }), others.allSatisfy({ $0 <= 0 }) { return .greater }
        return nil
    }

    /// The numbers at a place, one for each sample.
    private static func numbers(_ place: Place, _ samples: [Sample]) -> [Double]? {
        let numbers = samples.compactMap { place.value(in: $0).flatMap(number) }
        return numbers.count == samples.count ? numbers : nil
    }

    private static func number(_ value: JSON) -> Double? {
        value.number?.double ?? value.string.flatMap(Numerals.read)
    }
}
