internal import Model

/// The endpoints, found by walking the path's segments: a look-up costs as many steps as the path is deep, however many
/// endpoints there are.
struct EndpointTable: Sendable {
    /// What a path leads to.
    enum Destination: Sendable {
        case endpoint(Endpoint, holes: [String: String])
        /// The path is there and takes these methods.
        case otherMethods([String])
        case nothing
    }

    private struct Node: Sendable {
        var endpoints: [String: Endpoint] = [:]
        var literals: [(name: [UInt8], node: Int)] = []
        var hole: Int?
        var rest: Int?
    }

    /// A node that a path leads to, with where the values of the holes on the way stand.
    private struct Place {
        let node: Int
        let values: [Range<Int>]
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    let endpoints: [Endpoint]
    private var nodes = [Node()]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
        for endpoint in endpoints {
            var node = 0
            for segment in endpoint.path.segments { node = child(of: node, segment) }
            nodes[node].endpoints[endpoint.method] = endpoint
        }
    }

    private mutating func child(of node: Int, _ segment: PathPattern.Segment) -> Int {
        let made = nodes.count
        switch segment {
        case .literal(let text):
            let name = Array(text.utf8)
            if let known = nodes[node].literals.first(where: { $0.name == name }) { return known.node }
            nodes[node].literals.append((name, made))
        case .hole:
            if let known = nodes[node].hole { return known }
            nodes[node].hole = made
        case .rest:
            if let known = nodes[node].rest { return known }
            nodes[node].rest = made
        }
        nodes.append(Node())
        return made
    }

    /// Whether an endpoint has this path, whatever the method. Asked for every request that `serve` gets: it walks the
    /// target's own bytes, and most targets differ in the first segment.
    func owns(_ target: String) -> Bool {
        guard target.utf8.first == UInt8(ascii: "/") else { return ownsPath(RequestTarget(target).path) }
        return ownsPath(target)
    }

    private func ownsPath(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var end = 0
            while end < bytes.count, bytes[end] != UInt8(ascii: "?") { end += 1 }
            return walk(Bytes(rebasing: bytes[..<end])) { _ in true }
        }
    }

    /// Where a request of this method goes. Literal segments win over holes; a slash at the end does not count.
    func destination(_ method: String, _ path: String) -> Destination {
        var path = path
        return path.withUTF8 { bytes in
            var places: [Place] = []
            _ = walk(bytes) { place in
                places.append(place)
                return false
            }
            for place in places {
                guard let endpoint = nodes[place.node].endpoints[method] else { continue }
                return .endpoint(endpoint, holes: endpoint.path.holes(place.values.map { bytes[$0] }))
            }
            guard !places.isEmpty else { return .nothing }
            return .otherMethods(Set(places.flatMap { nodes[$0.node].endpoints.keys }).sorted())
        }
    }

    /// Visits the nodes with endpoints that a path leads to, the closest first, until a visit gives true.
    private func walk(_ path: Bytes, _ visit: (Place) -> Bool) -> Bool {
        guard path.first == UInt8(ascii: "/") else { return false }
        return walk(path, from: 1, at: 0, [], visit)
    }

    private func walk(
        _ path: Bytes,
        from start: Int,
        at node: Int,
        _ values: [Range<Int>],
        _ visit: (Place) -> Bool
    ) -> Bool {
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        let segment = path[start..<end]
        func go(to next: Int, _ values: [Range<Int>]) -> Bool {
            if end < path.count { return walk(path, from: end + 1, at: next, values, visit) }
            return !nodes[next].endpoints.isEmpty && visit(Place(node: next, values: values))
        }
        for literal in nodes[node].literals where literal.name.count == segment.count {
            if segment.elementsEqual(literal.name), go(to: literal.node, values) { return true }
        }
        if let hole = nodes[node].hole, !segment.isEmpty, go(to: hole, values + [start..<end]) { return true }
        if let rest = nodes[node].rest, visit(Place(node: rest, values: values + [start..<path.count])) { return true }
        guard segment.isEmpty, end == path.count, !nodes[node].endpoints.isEmpty else { return false }
        return visit(Place(node: node, values: values))
    }
}

extension PathPattern {
    /// What stands in the holes, percent-decoded, by their names.
    fileprivate func holes(_ values: [Slice<UnsafeBufferPointer<UInt8>>]) -> [String: String] {
        let texts = values.map { PercentEncoding.decoded(String(decoding: $0, as: UTF8.self)) }
        return Dictionary(uniqueKeysWithValues: zip(holes, texts))
    }
}
