internal import Model

/// What names a thing: its id, with the collection where the id alone could name another thing as well.
struct ThingKey: Hashable, Sendable {
    let id: String
    let collection: String

    /// Ids that say this much name one thing in the whole recording.
    private static let unique = 12.0

    /// - Parameter collection: what such things are called where the id stands; nil where nothing says so.
    init?(_ id: String, in collection: String?) {
        guard !id.isEmpty, id.utf8.count <= 256 else { return nil }
        self.id = id
        if Rarity.bits(id) >= Self.unique {
            self.collection = ""
        } else if let collection {
            self.collection = collection
        } else {
            return nil
        }
    }

    /// Whether a member of this name says what a thing is called.
    static func isName(_ name: String) -> Bool {
        let name = name.lowercased()
        if name.hasSuffix("id") || name.hasSuffix("arn") { return true }
        return words.contains { name == $0 || name.hasSuffix("_\($0)") || name.hasSuffix("-\($0)") }
            || compounds.contains { name.hasSuffix($0) }
    }

    /// Whether a scalar is what a key is made of: `{"Key": {"pk": {"S": "ada"}}}`, `{"_id": {"$oid": "64f0…"}}`.
    static func isPartOfKey(_ path: ValuePath) -> Bool {
        guard (2...3).contains(path.steps.count), path.steps.allSatisfy(\.isMember),
            case .member(let first)? = path.steps.first
        else {
            return false
        }
        return ["key", "id", "_id"].contains(first.lowercased())
    }

    private static let words = [
        "key", "token", "uuid", "code", "number", "name", "slug", "ref", "reference", "guid", "handle", "sid",
    ]
    private static let compounds = ["number", "code", "reference", "uuid"]
}

extension RouteGroup {
    /// The last parameter that says which thing is meant: what follows it are words of what is done with the thing.
    var thingSegment: Int? { pattern.lastIndex { $0 == nil } }

    /// Whether nothing follows a segment but the format of what it names.
    func endsWith(_ segment: Int) -> Bool { pattern[(segment + 1)...].allSatisfy(PathSegments.isFormat) }

    /// What the things are called that a segment names: the word before it.
    func collection(before segment: Int) -> String? { segment > 0 ? pattern[segment - 1] : nil }

    /// Whether its requests may change something.
    var changes: Bool { !Sample.safeMethods.contains(method) && !onlyAsks }

    /// The things that an answer lists: the ids of the first elements of lists near its root.
    func listed(by sample: Sample) -> [ThingKey] {
        guard !changes, case .json(let json) = sample.response else { return [] }
        var result: [ThingKey] = []
        json.visit { path, value in
            guard path.steps.count <= 2, let elements = value.array else { return }
            for element in elements.prefix(200) {
                for member in element.object?.members ?? [] where member.value.isScalar && ThingKey.isName(member.name)
                {
                    let collection = self.collection(of: .response(path), sample)
                    if let key = ThingKey(member.value.textValue, in: collection) { result.append(key) }
                }
            }
        }
        return result
    }

    /// The places of a request where a thing may be named, the most telling first: in the path an owner after what it owns.
    func names(in sample: Sample) -> [(place: Place, key: ThingKey)] {
        var result: [(place: Place, key: ThingKey)] = []
        func add(_ place: Place, _ text: String, _ collection: String?) {
            if let key = ThingKey(text, in: collection) { result.append((place, key)) }
        }
        for segment in pattern.indices.reversed()
        where pattern[segment] == nil && sample.segments.indices.contains(segment) {
            add(.segment(segment), sample.segments[segment], collection(of: .segment(segment), sample))
        }
        for pair in sample.query where ThingKey.isName(pair.name) { add(.query(pair.name), pair.value, nil) }
        // Where all calls share one path, an id may stand under any name: in the variables of GraphQL.
        let isRPC = !conditions.isEmpty
        sample.request?
            .visit { path, value in
                guard value.isScalar, value != .null, let name = path.name else { return }
                let isNamed =
                    (1...sample.depth(2)).contains(path.steps.count)
                    && (ThingKey.isName(name) || isRPC && value.string.map(IdentifierShape.looksRandom) ?? false)
                guard isNamed || ThingKey.isPartOfKey(path) else { return }
                add(.body(path), value.textValue, nil)
            }
        return result
    }
}
