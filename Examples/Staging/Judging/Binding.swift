import Model

/// Reads values made new from what mocks answered, so that the places that repeat them can be judged.
enum Binding {
    static func bind(_ content: Content, _ found: JSON, _ scene: inout Scene) {
        for (path, leaf) in content.leaves {
            if let value = found.part(path) { bind(leaf, value, &scene) }
        }
    }

    static func bind(_ leaf: Leaf, _ found: JSON, _ scene: inout Scene) {
        switch leaf {
        case .made(let name, _), .time(let name, _, _), .token(let name, _):
            if scene.made[name] == nil { scene.made[name] = found }
        case .text(let parts):
            if let text = found.string { bind(parts, text, &scene) }
        default: break
        }
    }

    /// Known parts are found one after another; what stands between them is the unknown part there.
    private static func bind(_ parts: [Leaf], _ text: String, _ scene: inout Scene) {
        var rest = text[...]
        var open: Leaf?
        for part in parts {
            if !part.names.allSatisfy({ scene.made[$0] != nil }) {
                open = part
                continue
            }
            let known = part.value(&scene).textValue
            guard let range = known.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: known) else {
                return
            }
            if let leaf = open { bind(leaf, .string(String(rest[..<range.lowerBound])), &scene) }
            open = nil
            rest = rest[range.upperBound...]
        }
        if let open { bind(open, .string(String(rest)), &scene) }
    }
}
