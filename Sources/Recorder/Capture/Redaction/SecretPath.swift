/// A path to secrets in JSON: `$.card.number`, `$.items[0].pin`, `$.items[*].pin`, `$.*.secret`.
struct SecretPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case name([UInt8])
        case index(Int)
        case any
    }

    let steps: [Step]
    let text: String

    /// Nil when the text is no such path.
    init?(_ text: String) {
        self.text = text
        guard text.first == "$" else { return nil }
        var rest = text.dropFirst()
        var steps: [Step] = []
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(name == "*" ? .any : .name(Array(name.utf8)))
                rest = rest.dropFirst(name.count)
            } else {
                guard first == "[", let close = rest.firstIndex(of: "]") else { return nil }
                let inside = rest[..<close]
                guard let step = inside == "*" ? Step.any : Int(inside).map(Step.index) else { return nil }
                steps.append(step)
                rest = rest[rest.index(after: close)...]
            }
        }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }
}

/// Finds secrets in JSON by their paths. Text that is cut off or broken is searched as far as it can be read.
struct PathSecrets {
    let paths: [SecretPath]
    private static let depthLimit = 256

    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        guard !paths.isEmpty else { return [] }
        var walk = Walk(bytes: bytes)
        _ = walk.value(matching: paths.map { ($0, 0) }, depth: Self.depthLimit)
        return walk.spans
    }

    private struct Walk {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
        var spans: [SecretSpan] = []

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        /// Reads one value; false when the text cannot be read any further.
        mutating func value(matching paths: [(path: SecretPath, depth: Int)], depth: Int) -> Bool {
            skipSpace()
            guard depth > 0, position < bytes.count else { return false }
            switch bytes[position] {
            case UInt8(ascii: "{"): return members(paths, depth)
            case UInt8(ascii: "["): return elements(paths, depth)
            default: return scalar(paths.first { $0.depth == $0.path.steps.count }?.path)
            }
        }

        private mutating func scalar(_ path: SecretPath?) -> Bool {
            var reader = JSONValueSpans(bytes: bytes, position: position, backslashes: 0)
            if let found = reader.value() {
                position = reader.position
                if let path, !found.secret.isEmpty, !Placeholder.isOne(found.secret) {
                    spans.append(found.span(rule: "body \(path.text)"))
                }
                return true
            }
            let start = position
            while position < bytes.count, bytes[position] | 0x20 &- 0x61 < 26 { position += 1 }
            return position > start
        }

        private mutating func members(_ paths: [(path: SecretPath, depth: Int)], _ depth: Int) -> Bool {
            position += 1
            skipSpace()
            if take(UInt8(ascii: "}")) { return true }
            repeat {
                skipSpace()
                var reader = JSONValueSpans(bytes: bytes, position: position, backslashes: 0)
                guard let name = reader.value()?.secret else { return false }
                position = reader.position
                skipSpace()
                guard take(UInt8(ascii: ":")),
                    value(matching: Self.advanced(paths) { $0 == .any || $0 == .name(name) }, depth: depth - 1)
                else { return false }
                skipSpace()
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}"))
        }

        private mutating func elements(_ paths: [(path: SecretPath, depth: Int)], _ depth: Int) -> Bool {
            position += 1
            skipSpace()
            if take(UInt8(ascii: "]")) { return true }
            var index = 0
            repeat {
                guard value(matching: Self.advanced(paths) { $0 == .any || $0 == .index(index) }, depth: depth - 1)
                else { return false }
                index += 1
                skipSpace()
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]"))
        }

        private static func advanced(
            _ paths: [(path: SecretPath, depth: Int)],
            _ matches: (SecretPath.Step) -> Bool
        ) -> [(path: SecretPath, depth: Int)] {
            paths.compactMap { path, depth in
                depth < path.steps.count && matches(path.steps[depth]) ? (path, depth + 1) : nil
            }
        }

        private mutating func skipSpace() {
            while position < bytes.count, isJSONSpace(bytes[position]) { position += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }
    }
}
