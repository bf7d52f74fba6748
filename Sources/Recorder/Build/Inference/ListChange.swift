internal import Model

/// What requests do to a list inside a stored thing: an order's lines, an issue's labels.
struct ListChange {
    /// The list as it was stored, for each sample.
    let old: [[JSON]]
    /// The list as it is afterwards.
    let new: [[JSON]]

    /// Nil where the values are no lists, or all as they were.
    init?(_ values: [JSON], _ stored: [JSON?]) {
        new = values.compactMap(\.array)
        old = stored.map { $0?.array ?? [] }
        guard new.count == values.count, old.count == new.count, old != new else { return nil }
    }

    /// The one element that each request puts at the end, or at the beginning; nil where it is not so.
    func added(atEnd: Bool) -> [JSON]? {
        var result: [JSON] = []
        for (old, new) in zip(old, new) {
            guard new.count == old.count + 1, let element = atEnd ? new.last : new.first,
                (atEnd ? new.dropLast() : new.dropFirst()).elementsEqual(old)
            else { return nil }
            result.append(element)
        }
        return result
    }

    /// The number of a sample whose list differs in this way, to look for where the difference comes from.
    func pilot(where isMeant: (_ old: [JSON], _ new: [JSON]) -> Bool) -> Int? {
        old.indices.first { old[$0] != new[$0] && isMeant(old[$0], new[$0]) }
    }

    /// Whether a function of the old list and a value of the sample gives the new list in each.
    func holds(_ values: [JSON?], _ function: (JSON, JSON) -> JSON) -> Bool {
        old.indices.allSatisfy { index in
            values[index].map { function(.array(old[index]), $0).array == new[index] } ?? false
        }
    }

    /// Elements that a member and a key name; nil where a list has no such element, or another one was changed as well.
    func named(by member: String, _ keys: [JSON?]) -> (old: [JSON], new: [JSON])? {
        var result: (old: [JSON], new: [JSON]) = ([], [])
        for index in old.indices {
            guard old[index].count == new[index].count, let key = keys[index]?.textValue,
                let place = old[index].firstIndex(where: { $0[member]?.textValue == key }),
                old[index].indices.allSatisfy({ $0 == place || old[index][$0] == new[index][$0] })
            else { return nil }
            result.old.append(old[index][place])
            result.new.append(new[index][place])
        }
        return result
    }
}
