internal import Model

/// Applies the segments of a query to a value (RFC 9535 §2.1.2).
struct PathEvaluation {
    let root: JSON

    func nodes(of segments: [PathSegment], from start: JSON) -> [JSON] {
        var nodes = [start]
        for segment in segments {
            var next: [JSON] = []
            for node in nodes { apply(segment, to: node, into: &next) }
            if next.isEmpty { return [] }
            nodes = next
        }
        return nodes
    }

    private func apply(_ segment: PathSegment, to node: JSON, into result: inout [JSON]) {
        switch segment {
        case .children(let selectors):
            for selector in selectors { select(selector, from: node, into: &result) }
        case .descendants(let selectors):
            for selector in selectors { select(selector, from: node, into: &result) }
            switch node {
            case .array(let elements): for element in elements { apply(segment, to: element, into: &result) }
            case .object(let object): for member in object.members { apply(segment, to: member.value, into: &result) }
            default: break
            }
        }
    }

    private func select(_ selector: PathSelector, from node: JSON, into result: inout [JSON]) {
        switch (selector, node) {
        case (.name(let name), .object(let object)):
            if let value = object[name] { result.append(value) }
        case (.wildcard, .object(let object)): result.append(contentsOf: object.members.lazy.map(\.value))
        case (.wildcard, .array(let elements)): result.append(contentsOf: elements)
        case (.index(let index), .array(let elements)):
            let place = index < 0 ? elements.count + index : index
            if elements.indices.contains(place) { result.append(elements[place]) }
        case (.slice(let start, let end, let step), .array(let elements)):
            appendSlice(of: elements, start: start, end: end, step: step, to: &result)
        case (.filter(let filter), .array(let elements)):
            for element in elements where holds(filter, of: element) { result.append(element) }
        case (.filter(let filter), .object(let object)):
            for member in object.members where holds(filter, of: member.value) { result.append(member.value) }
        default: break
        }
    }

    /// RFC 9535 §2.3.4.2.2.
    private func appendSlice(of elements: [JSON], start: Int?, end: Int?, step: Int, to result: inout [JSON]) {
        let count = elements.count
        func normalized(_ index: Int) -> Int { index >= 0 ? index : count + index }
        if step > 0 {
            let upper = min(max(normalized(end ?? count), 0), count)
            var index = min(max(normalized(start ?? 0), 0), count)
            while index < upper {
                result.append(elements[index])
                index += step
            }
        } else if step < 0 {
            let lower = end.map { min(max(normalized($0), -1), count - 1) } ?? -1
            var index = min(max(normalized(start ?? count - 1), -1), count - 1)
            while index > lower {
                result.append(elements[index])
                index += step
            }
        }
    }
}
