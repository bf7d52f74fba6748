internal import Model

/// A value that a request changes where it has it, and that is as it is stored where it leaves it out.
enum UnchangedLink {
    /// `$.req.summary || $.gS['events:…'].summary`; nil where the values are not that.
    ///
    /// - Parameter makeSearch: the places that a template may read, of which the first of the samples is looked into.
    static func find(
        _ values: [JSON],
        name: String?,
        samples: [Sample],
        spelling: Spelling,
        makeSearch: ([Sample]) -> LinkSearch
    ) -> String? {
        guard !spelling.store.isEmpty, let name else { return nil }
        var places: [ValuePath] = []
        samples[0].stored?
            .visit { path, value in
                if value.isScalar, path.name == name { places.append(path) }
            }
        for path in places {
            let changed = values.indices.filter { samples[$0].stored.flatMap { path.value(in: $0) } != values[$0] }
            guard !changed.isEmpty, changed.count < values.count else { continue }
            let (mine, news) = (changed.map { samples[$0] }, changed.map { values[$0] })
            guard let link = makeSearch(mine).link(to: news, name: name, samples: mine, spelling: spelling),
                holdsElsewhere(link, values, samples, Set(changed))
            else { continue }
            return "\(link.expression(spelling)) || \(spelling.expression(.stored(path)))"
        }
        return nil
    }

    /// Whether the requests that change nothing do not have it, or have it as it was.
    private static func holdsElsewhere(
        _ link: Link,
        _ values: [JSON],
        _ samples: [Sample],
        _ changed: Set<Int>
    ) -> Bool {
        values.indices.allSatisfy { index in
            changed.contains(index) || link.value(in: samples[index]).map { $0 == values[index] } ?? true
        }
    }
}
