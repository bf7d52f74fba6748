/// A trie over path segments: finds the routes that match a path in time that depends on the path alone.
struct RouteIndex: Sendable {
    private struct Node: Sendable {
        var literals = SegmentTable()
        var parameter: Int32 = -1
        /// Parameters with an ending.
        var endings: [(ending: [UInt8], node: Int32)] = []
        /// The number of the routes that end here, or -1.
        var end: Int32 = -1
        /// The number of the routes that have `*` here, or -1.
        var rest: Int32 = -1
    }

    private var nodes = [Node()]
    /// How many different ends there are.
    private(set) var count = 0

    /// The number of a route's end; routes that differ only in the names of their parameters share it. `prefix`
    /// stands before the route, as static segments.
    mutating func insert(_ route: Route, prefix: [[UInt8]] = []) -> Int {
        var node = 0
        for name in prefix { node = child(of: node, literal: name) }
        for segment in route.segments {
            switch segment {
            case .literal(let bytes): node = child(of: node, literal: bytes)
            case .parameter(_, let ending) where !ending.isEmpty: node = child(of: node, ending: ending)
            case .parameter:
                if nodes[node].parameter < 0 { nodes[node].parameter = newNode() }
                node = Int(nodes[node].parameter)
            case .rest:
                if nodes[node].rest < 0 { nodes[node].rest = newEnd() }
                return Int(nodes[node].rest)
            }
        }
        if nodes[node].end < 0 { nodes[node].end = newEnd() }
        return Int(nodes[node].end)
    }

    private mutating func child(of node: Int, literal name: [UInt8]) -> Int {
        let known = name.withUnsafeBufferPointer { nodes[node].literals.value(of: $0) }
        if known >= 0 { return Int(known) }
        let made = newNode()
        nodes[node].literals.insert(name, made)
        return Int(made)
    }

    private mutating func child(of node: Int, ending: [UInt8]) -> Int {
        if let known = nodes[node].endings.first(where: { $0.ending == ending }) { return Int(known.node) }
        let made = newNode()
        nodes[node].endings.append((ending, made))
        return Int(made)
    }

    private mutating func newNode() -> Int32 {
        nodes.append(Node())
        return Int32(nodes.count - 1)
    }

    private mutating func newEnd() -> Int32 {
        count += 1
        return Int32(count - 1)
    }

    /// The ends that a path reaches. Usually it is one, which costs no allocation.
    struct Ends {
        fileprivate(set) var first = -1
        fileprivate(set) var others: [Int] = []

        fileprivate mutating func add(_ end: Int32) {
            guard end >= 0 else { return }
            if first < 0 { first = Int(end) } else { others.append(Int(end)) }
        }
    }

    /// The ends that a path, percent-encoded as sent, reaches.
    func ends(of path: UnsafeBufferPointer<UInt8>) -> Ends {
        var ends = Ends()
        walk(0, path, from: path.first == UInt8(ascii: "/") ? 1 : 0, &ends)
        return ends
    }

    private func walk(_ node: Int, _ path: UnsafeBufferPointer<UInt8>, from start: Int, _ ends: inout Ends) {
        var end = start
        var isEncoded = false
        while end < path.count, path[end] != UInt8(ascii: "/") {
            if path[end] == UInt8(ascii: "%") { isEncoded = true }
            end += 1
        }
        let segment = UnsafeBufferPointer(rebasing: path[start..<end])
        let literal =
            isEncoded
            ? Route.decoded(segment).withUnsafeBufferPointer { nodes[node].literals.value(of: $0) }
            : nodes[node].literals.value(of: segment)
        if literal >= 0 { descend(to: Int(literal), path, end, &ends) }
        if !nodes[node].endings.isEmpty {
            let bytes = Route.decoded(segment)
            for (ending, child) in nodes[node].endings
            where Route.holds(bytes, before: ending) {
                descend(to: Int(child), path, end, &ends)
            }
        }
        if nodes[node].parameter >= 0, end > start { descend(to: Int(nodes[node].parameter), path, end, &ends) }
        ends.add(nodes[node].rest)
    }

    private func descend(to node: Int, _ path: UnsafeBufferPointer<UInt8>, _ end: Int, _ ends: inout Ends) {
        if end == path.count {
            ends.add(nodes[node].end)
        } else {
            walk(node, path, from: end + 1, &ends)
        }
    }
}
