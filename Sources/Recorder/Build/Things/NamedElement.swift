internal import Model

/// An element that a path names behind the thing whose list holds it: `/carts/:cartId/items/:itemId`.
struct NamedElement {
    /// The list inside the thing.
    let list: ValuePath
    /// The member that names the element.
    let member: String
    /// Where the path says which one is meant.
    let segment: Int

    /// Whether the thing that a request names has such an element.
    func isThere(in sample: Sample) -> Bool {
        guard sample.segments.indices.contains(segment),
            let elements = sample.stored.flatMap({ list.value(in: $0)?.array })
        else { return false }
        return elements.contains { $0[member]?.textValue == sample.segments[segment] }
    }

    /// What reads it.
    func expression(_ store: String, _ group: RouteGroup) -> String {
        let key = Spelling(parameters: group.parameters).expression(.segment(segment))
        return "$.find(\(store)\(list.spelling), '\(member)', \(key))"
    }

    /// What the paths of a group name in what is stored, as far as any of the samples shows it.
    static func all(_ samples: [Sample], _ group: RouteGroup) -> [NamedElement] {
        let segments = group.pattern.indices.filter { group.pattern[$0] == nil }.dropFirst()
        var result: [NamedElement] = []
        guard !segments.isEmpty else { return result }
        for sample in samples.prefix(50) {
            sample.stored?
                .visit { path, value in
                    guard path.steps.allSatisfy(\.isMember) else { return }
                    for element in value.array ?? [] {
                        for member in element.object?.members ?? [] where ThingKey.isName(member.name) {
                            for segment in segments where sample.segments.indices.contains(segment) {
                                guard member.value.textValue == sample.segments[segment],
                                    !result.contains(where: {
                                        $0.list == path && $0.member == member.name && $0.segment == segment
                                    })
                                else { continue }
                                result.append(NamedElement(list: path, member: member.name, segment: segment))
                            }
                        }
                    }
                }
        }
        return result
    }
}
