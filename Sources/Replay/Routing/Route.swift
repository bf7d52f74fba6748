internal import Model

/// A route taken apart: `/orders/:id/files/*`.
///
/// Segments lie between slashes and may be empty. A static segment equals the request's after both are
/// percent-decoded; `:name` binds one segment that is not empty, `:name.json` what stands before that ending; `*` (or `*name`)
/// at the end binds everything from there, slashes included, at least an empty segment.
struct Route: Sendable, Hashable {
    /// One segment.
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case parameter(String, ending: [UInt8])
        case rest(String)
    }

    /// The segments in order; of `/` it is one empty one.
    let segments: [Segment]

    /// Reads a route, which starts with a slash; nil when something stands after `*`.
    init?(_ text: String) {
        let parts = Self.split(Array(text.utf8))
        var segments: [Segment] = []
        for (index, part) in parts.enumerated() {
            if part.first == UInt8(ascii: "*") {
                guard index == parts.count - 1 else { return nil }
                segments.append(.rest(part.count == 1 ? "*" : String(decoding: part.dropFirst(), as: UTF8.self)))
            } else if let parameter = RouteParameter(String(decoding: part, as: UTF8.self)) {
                segments.append(.parameter(parameter.name, ending: Self.decoded(parameter.ending.utf8)))
            } else {
                segments.append(.literal(Self.decoded(part)))
            }
        }
        self.segments = segments
    }

    /// Whether any segment binds a value.
    var hasParameters: Bool {
        segments.contains { if case .literal = $0 { false } else { true } }
    }

    /// What a path that matches binds, percent-decoded; `skipping` segments stand before the route.
    func parameters(of path: [UInt8], skipping: Int) -> [(name: String, value: String)] {
        let parts = Self.split(path).dropFirst(skipping)
        var result: [(name: String, value: String)] = []
        for (index, segment) in segments.enumerated() {
            let place = parts.startIndex + index
            guard place < parts.endIndex else { break }
            switch segment {
            case .literal: continue
            case .parameter(let name, let ending):
                let value = Self.decoded(parts[place]).dropLast(ending.count)
                result.append((name, String(decoding: value, as: UTF8.self)))
            case .rest(let name): result.append((name, Self.text(path[parts[place].startIndex...])))
            }
        }
        return result
    }

    /// Whether a path matches: the plain definition that the index must agree with.
    func matches(_ path: [UInt8]) -> Bool {
        let parts = Self.split(path)
        for (index, segment) in segments.enumerated() {
            guard index < parts.count else { return false }
            switch segment {
            case .rest: return true
            case .parameter(_, let ending):
                guard Self.holds(Self.decoded(parts[index]), before: ending) else { return false }
            case .literal(let bytes): if Self.decoded(parts[index]) != bytes { return false }
            }
        }
        return parts.count == segments.count
    }

    /// Whether something stands before an ending.
    static func holds(_ segment: [UInt8], before ending: [UInt8]) -> Bool {
        segment.count > ending.count && segment.suffix(ending.count).elementsEqual(ending)
    }

    /// The pieces between slashes; what stands before the first slash is left out.
    static func split(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
        let start = path.first == UInt8(ascii: "/") ? 1 : 0
        return path[start...].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        PercentEncoding.decoded(String(decoding: bytes, as: UTF8.self))
    }

    /// The bytes with every `%XX` decoded.
    static func decoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let all = Array(bytes)
        guard all.contains(UInt8(ascii: "%")) else { return all }
        var result: [UInt8] = []
        var index = 0
        while index < all.count {
            if all[index] == UInt8(ascii: "%"), index + 2 < all.count, let high = hexValue(all[index + 1]),
                let low = hexValue(all[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(all[index])
                index += 1
            }
        }
        return result
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

/// Which of two routes says more: static segments before parameters with an ending, before parameters, before `*`, from left to right.
extension Route {
    /// Whether this route is more specific than another.
    func isMoreSpecific(than other: Route) -> Bool {
        for (left, right) in zip(segments, other.segments) where left.rank != right.rank {
            return left.rank < right.rank
        }
        return segments.count > other.segments.count
    }
}

extension Route.Segment {
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .parameter(_, let ending): ending.isEmpty ? 2 : 1
        case .rest: 3
        }
    }
}
