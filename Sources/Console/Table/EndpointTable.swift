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

    let endpoints: [Endpoint]
    private var root = Node()
    /// The first segments of all paths as bytes: what `owns` looks at before anything else.
    private let firstSegments: [[UInt8]]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
        var firstSegments: [[UInt8]] = []
        for endpoint in endpoints {
            root.add(endpoint, endpoint.path.segments[...])
            if case .literal(let text)? = endpoint.path.segments.first, !firstSegments.contains(Array(text.utf8)) {
                firstSegments.append(Array(text.utf8))
            }
        }
        self.firstSegments = firstSegments
    }

    /// Whether an endpoint has this path, whatever the method.
    ///
    /// Most targets are told by their first segment, without an allocation.
    func owns(_ target: String) -> Bool {
        guard mayOwn(target) else { return false }
        return !places(RequestTarget(target).path).isEmpty
    }

    private func mayOwn(_ target: String) -> Bool {
        target.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.first == UInt8(ascii: "/") else { return true }
            let rest = bytes.dropFirst()
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            let first = rest[rest.startIndex..<end]
            return firstSegments.contains { $0.count == first.count && first.elementsEqual($0) }
        } ?? true
    }

    /// Where a request of this method goes. Literal segments win over holes; a slash at the end does not count.
    func destination(_ method: String, _ path: String) -> Destination {
        let places = places(path)
        for place in places {
            if let endpoint = place.node.endpoints[method] {
                return .endpoint(endpoint, holes: place.holes(of: endpoint))
            }
        }
        guard !places.isEmpty else { return .nothing }
        return .otherMethods(Set(places.flatMap(\.node.endpoints.keys)).sorted())
    }

    private func places(_ path: String) -> [Place] {
        guard path.hasPrefix("/") else { return [] }
        var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var found: [Place] = []
        root.find(segments[...], [], &found)
        if segments.last?.isEmpty == true {
            segments.removeLast()
            root.find(segments[...], [], &found)
        }
        return found
    }

    /// A node that a path leads to, with what stood in the holes on the way.
    private struct Place {
        let node: Node
        let values: [String]

        func holes(of endpoint: Endpoint) -> [String: String] {
            var holes: [String: String] = [:]
            var values = values[...]
            for case .hole(let name) in endpoint.path.segments { holes[name] = values.popFirst() }
            if case .rest(let name)? = endpoint.path.segments.last { holes[name] = values.popFirst() }
            return holes.mapValues { PercentEncoding.decoded($0) }
        }
    }

    private struct Node: Sendable {
        var endpoints: [String: Endpoint] = [:]
        private var literals: [String: Node] = [:]
        /// At most one each; boxed, since a node holds nodes.
        private var hole: [Node] = []
        private var rest: [Node] = []

        mutating func add(_ endpoint: Endpoint, _ segments: ArraySlice<PathPattern.Segment>) {
            guard let segment = segments.first else {
                endpoints[endpoint.method] = endpoint
                return
            }
            switch segment {
            case .literal(let text): literals[text, default: Node()].add(endpoint, segments.dropFirst())
            case .hole: Self.add(endpoint, segments, to: &hole)
            case .rest: Self.add(endpoint, segments, to: &rest)
            }
        }

        private static func add(_ endpoint: Endpoint, _ segments: ArraySlice<PathPattern.Segment>, to box: inout [Node])
        {
            if box.isEmpty { box.append(Node()) }
            box[0].add(endpoint, segments.dropFirst())
        }

        func find(_ segments: ArraySlice<Substring>, _ values: [String], _ found: inout [Place]) {
            guard let segment = segments.first else {
                if !endpoints.isEmpty { found.append(Place(node: self, values: values)) }
                return
            }
            literals[String(segment)]?.find(segments.dropFirst(), values, &found)
            if !segment.isEmpty { hole.first?.find(segments.dropFirst(), values + [String(segment)], &found) }
            if let rest = rest.first {
                found.append(Place(node: rest, values: values + [segments.joined(separator: "/")]))
            }
        }
    }
}
