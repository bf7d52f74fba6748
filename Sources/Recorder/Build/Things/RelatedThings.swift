internal import Model

/// A thing that an exchange names beside the one that it is about: the product of an order's line, the author of an article.
struct RelatedThing {
    /// What is stored about it.
    var thing: JSON
    /// What reads it from the store.
    var reader: String
}

extension ThingStore {
    /// Gives the samples of a group what was known of the other things that they name, themselves or through the thing that
    /// they are about.
    func relate(_ group: inout RouteGroup, besides use: Use?) {
        for index in group.samples.indices {
            let sample = group.samples[index]
            var named = group.names(in: sample).filter { $0.place != use?.key }
            let own = Set(use?.key.value(in: sample).map { [$0.textValue] } ?? [])
            sample.stored?
                .visit { path, value in
                    guard path.steps.count <= 4, path.steps.allSatisfy(\.isMember), value.string != nil,
                        let name = path.name, ThingKey.isName(name), let key = ThingKey(value.textValue, in: nil)
                    else { return }
                    named.append((.stored(path), key))
                }
            for (place, key) in named.prefix(Self.mostRelated) where !own.contains(key.id) {
                guard let (name, thing) = known(key, before: sample.exchange.id) else { continue }
                group.samples[index].related[place] = RelatedThing(
                    thing: thing,
                    reader: "\(name):\(group.owner(of: place))"
                )
            }
        }
    }

    /// Nobody names more things than this.
    private static let mostRelated = 16
}
