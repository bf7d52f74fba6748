internal import Model

/// Things that have their ids from their owner: issue 1 of one repository is not issue 1 of another. Where recordings show
/// that, what stands before the collection in the path is a part of the thing's key.
enum Owners {
    /// The collections whose small ids were made under several paths.
    static func shared(_ groups: [RouteGroup]) -> Set<String> {
        let addressed = addressed(groups)
        var owners: [ThingKey: Set<String>] = [:]
        for group in groups where group.method == "POST" && group.pattern.dropLast().contains(nil) {
            guard let collection = group.pattern.last ?? nil else { continue }
            for sample in group.samples where sample.hasSucceeded {
                let path = RequestTarget(sample.exchange.request.target).path
                for key in ids(sample.answer ?? .null, in: collection) where addressed.contains(key) {
                    owners[key, default: []].insert(path)
                }
            }
        }
        return Set(owners.filter { $0.value.count > 1 }.map(\.key.collection))
    }

    /// What paths name under their collections: a member of an answer that no path names, such as a person's name, is no id.
    private static func addressed(_ groups: [RouteGroup]) -> Set<ThingKey> {
        var result: Set<ThingKey> = []
        for group in groups {
            for segment in group.pattern.indices.dropFirst() where group.pattern[segment] == nil {
                guard let word = group.collection(before: segment) else { continue }
                for sample in group.samples where sample.segments.indices.contains(segment) {
                    if let key = ThingKey(sample.segments[segment], in: word) { result.insert(key) }
                }
            }
        }
        return result
    }

    /// The ids near the root of an answer that say too little to name one thing.
    private static func ids(_ answer: JSON, in collection: String) -> [ThingKey] {
        var result: [ThingKey] = []
        answer.unwrapped
            .visit { path, value in
                guard path.steps.count == 1, value.isScalar, value != .null, let name = path.name,
                    ThingKey.isName(name),
                    let key = ThingKey(value.textValue, in: collection), !key.collection.isEmpty
                else { return }
                result.append(key)
            }
        return result
    }
}

extension RouteGroup {
    /// The place of the word that says what the things are called which a place of a request or an answer names.
    private func word(of key: Place) -> Int? {
        if case .segment(let segment) = key { return segment > 0 ? segment - 1 : nil }
        return pattern.lastIndex { $0.map { !PathSegments.isEnding($0) } ?? false }
    }

    /// What such things are called, with their owner where the word alone is not enough.
    func collection(of key: Place, _ sample: Sample) -> String? {
        guard let word = word(of: key), let name = pattern[word] else {
            if case .segment = key { return nil }
            return collection
        }
        guard ownedCollections.contains(name), sample.segments.count > word else { return name }
        return "\(name) of \(sample.segments[..<word].joined(separator: "/"))"
    }

    /// The owner as a part of a store's key: `me:${$.pathParam.repoId}:`; empty where there is none.
    func owner(of key: Place) -> String {
        guard let word = word(of: key), let name = pattern[word], ownedCollections.contains(name) else { return "" }
        return pattern[..<word].indices
            .map { segment in
                pattern[segment].map { PercentEncoding.decoded($0) } ?? "${$.pathParam.\(parameters[segment] ?? "id")}"
            }
            .dropFirst()
            .map { "\($0):" }
            .joined()
    }
}
