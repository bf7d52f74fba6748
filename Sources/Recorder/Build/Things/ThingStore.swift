internal import Model

/// What earlier exchanges left about the things that later ones name: create, then get.
struct StoreIndex {
    /// An exchange that wrote a thing.
    struct Entry {
        var endedAt: Timestamp
        /// The number of its route group.
        var group: Int
        /// Where the thing's key stands in it.
        var key: Place
        /// Whether the response says what the thing is, or the request.
        var isResponse: Bool
        /// What such things are called, by the route.
        var collection: String
        var value: JSON
    }

    /// How a route group reads the store.
    struct Use {
        /// Where the key stands in the reading request.
        var key: Place
        /// The prefix of the store's keys.
        var name: String
        /// The groups that must write it: group, place of the key, which part.
        var writers: Set<Writer>
    }

    /// A group that writes things to the store.
    struct Writer: Hashable {
        var group: Int
        var key: Place
        var isResponse: Bool
    }

    private var entries: [String: [Entry]] = [:]

    init(_ groups: [RouteGroup]) {
        for (number, group) in groups.enumerated() where !Sample.safeMethods.contains(group.method) {
            guard group.method != "DELETE" else { continue }
            for sample in group.samples where (200...299).contains(sample.status) {
                add(sample, group: number, group)
            }
        }
        for key in entries.keys { entries[key]?.sort { $0.endedAt < $1.endedAt } }
    }

    private mutating func add(_ sample: Sample, group number: Int, _ group: RouteGroup) {
        var entry = Entry(
            endedAt: sample.endedAt,
            group: number,
            key: .segment(0),
            isResponse: true,
            collection: group.collection,
            value: .null
        )
        if case .json(let json) = sample.response, case .object = json {
            entry.value = json
        } else if group.method == "PUT", let request = sample.request, case .object = request {
            (entry.value, entry.isResponse) = (request, false)
        } else {
            return
        }
        for (index, segment) in group.pattern.enumerated() where segment == nil && index < sample.segments.count {
            entry.key = .segment(index)
            entry.collection = index > 0 ? group.pattern[index - 1] ?? group.collection : group.collection
            entries[sample.segments[index], default: []].append(entry)
        }
        guard !group.isParametrised else { return }
        for (path, key) in Self.keys(of: entry.value) {
            entry.key = entry.isResponse ? .response(path) : .body(path)
            entries[key, default: []].append(entry)
        }
    }

    /// Scalars near the root whose names say that they name the thing; the plainest first, one for each text.
    private static func keys(of value: JSON) -> [(path: ValuePath, key: String)] {
        var result: [(path: ValuePath, key: String)] = []
        value.visit { path, part in
            guard path.steps.count <= 2, path.steps.count >= 1, part.isScalar, let name = path.name, isName(name) else {
                return
            }
            let key = part.textValue
            if !key.isEmpty, part != .null, !result.contains(where: { $0.key == key }) { result.append((path, key)) }
        }
        return Array(result.sorted { $0.path.steps.count < $1.path.steps.count }.prefix(4))
    }

    private static func isName(_ name: String) -> Bool {
        let name = name.lowercased()
        return [
            "id", "key", "token", "uuid", "code", "number", "name", "slug", "ref", "reference", "guid", "handle", "sid",
        ]
        .contains { name == $0 || name.hasSuffix("_\($0)") } || name.hasSuffix("id")
    }

    /// Gives the samples of a group what earlier exchanges left about the things they name.
    ///
    /// - Returns: how the store is read; nil when too few of the samples find anything.
    func fill(_ group: inout RouteGroup) -> Use? {
        for key in Self.keyPlaces(group) {
            var found: [(sample: Int, entry: Entry)] = []
            for (number, sample) in group.samples.enumerated() {
                if let entry = latest(key, sample, group) { found.append((number, entry)) }
            }
            guard !found.isEmpty, found.count * 2 >= group.samples.count else { continue }
            var writers: Set<Writer> = []
            for (number, entry) in found {
                group.samples[number].stored = entry.value
                writers.insert(Writer(group: entry.group, key: entry.key, isResponse: entry.isResponse))
            }
            return Use(key: key, name: Self.collection(of: key, group) ?? found[0].entry.collection, writers: writers)
        }
        return nil
    }

    private static func collection(of key: Place, _ group: RouteGroup) -> String? {
        guard case .segment(let index) = key, index > 0 else { return nil }
        return group.pattern[index - 1]
    }

    private static func keyPlaces(_ group: RouteGroup) -> [Place] {
        var result: [Place] = group.pattern.indices.reversed().filter { group.pattern[$0] == nil }.map { .segment($0) }
        guard let pilot = group.samples.first else { return result }
        result += pilot.query.filter { isName($0.name) }.map { .query($0.name) }
        pilot.request?
            .visit { path, value in
                if path.steps.count == 1, value.isScalar, let name = path.name, isName(name) {
                    result.append(.body(path))
                }
            }
        return result
    }

    private func latest(_ place: Place, _ sample: Sample, _ group: RouteGroup) -> Entry? {
        guard let key = place.value(in: sample)?.textValue, let list = entries[key] else { return nil }
        let collection = Self.collection(of: place, group)
        let isRare = Rarity.bits(key) >= 12
        return list.last { entry in
            entry.endedAt <= sample.startedAt && (entry.collection == collection || isRare)
        }
    }
}
