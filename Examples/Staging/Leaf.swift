import Model
import Templating

/// What an engineer of the staging system would say about a value: where it comes from.
enum LeafClass: String, CaseIterable, Comparable {
    case literal, link, generator, time, store, unexplained

    static func < (left: LeafClass, right: LeafClass) -> Bool { left.rawValue < right.rawValue }
}

/// One value of an answer or a webhook, with the rule that makes it.
///
/// The rule is used twice: to record, where values made new are drawn, and to judge a replay, where they are read from what
/// the mocks answered and everything else must follow.
indirect enum Leaf {
    /// Always the same.
    case literal(JSON)
    /// Calculated from what the request says; the words say from what.
    case link(JSON, String)
    /// Chosen by what the request says: conditions may tell it as well as a link.
    case decided(JSON, String)
    /// Remembered from an earlier exchange.
    case store(JSON)
    /// Made new for this exchange. A name that stands twice is the same value.
    case made(String, Shape)
    /// The clock at the exchange, so many seconds later; also named.
    case time(String, ClockStyle, after: Int)
    /// The clock when the webhook is sent.
    case sent(ClockStyle)
    /// What nothing of the recording explains.
    case chance(JSON)
    /// Leaves one after another as text.
    case text([Leaf])
    /// Another leaf after a step.
    case changed(Leaf, (JSON) -> JSON)
    /// A JSON Web Token (RFC 7519) with these claims; its signature is new each time.
    case token(String, Node)

    /// Short for text that never changes.
    static func words(_ text: String) -> Leaf { .literal(.string(text)) }
}

/// A body's tree.
indirect enum Node {
    case leaf(Leaf)
    case object([(String, Node)])
    case list([Node])

    /// A remembered thing, all of it from the store.
    static func stored(_ value: JSON) -> Node {
        switch value {
        case .object(let object): .object(object.members.map { ($0.name, stored($0.value)) })
        case .array(let elements): .list(elements.map(stored))
        default: .leaf(.store(value))
        }
    }

    /// A part of the request given back as it came.
    static func echoed(_ value: JSON, _ name: String) -> Node {
        switch value {
        case .object(let object): .object(object.members.map { ($0.name, echoed($0.value, "\(name).\($0.name)")) })
        case .array(let elements): .list(elements.map { echoed($0, name) })
        default: .leaf(.link(value, name))
        }
    }
}

/// What leaves are evaluated in.
struct Scene {
    /// Values made for the exchange so far, by name.
    var made: [String: JSON] = [:]
    var chance: Chance
    /// When staging worked on the request.
    var now: Timestamp
    /// When the webhook leaves; nil in an answer.
    var sending: Timestamp?
}

extension Leaf {
    func value(_ scene: inout Scene) -> JSON {
        switch self {
        case .literal(let value), .store(let value), .chance(let value): return value
        case .link(let value, _), .decided(let value, _): return value
        case .made(let name, let shape):
            if let known = scene.made[name] { return known }
            let value = shape.draw(&scene.chance, scene.now)
            scene.made[name] = value
            return value
        case .time(let name, let style, let seconds):
            if let known = scene.made[name] { return known }
            let value = style.spelled(scene.now + .seconds(seconds))
            scene.made[name] = value
            return value
        case .sent(let style): return style.spelled(scene.sending ?? scene.now)
        case .text(let parts):
            var text = ""
            for part in parts { text += part.value(&scene).textValue }
            return .string(text)
        case .changed(let leaf, let step): return step(leaf.value(&scene))
        case .token(let name, let claims):
            if let known = scene.made[name] { return known }
            let body = claims.value(&scene).serialized()
            let signature = Shape.base62(43).draw(&scene.chance, scene.now).textValue
            let head = Base64.encodedForURL(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
            let token = JSON.string("\(head).\(Base64.encodedForURL(body)).\(signature)")
            scene.made[name] = token
            return token
        }
    }

    /// What it is, as far as any observer could tell: in a webhook, what the answer already held is a link to it.
    ///
    /// - Parameter answered: names of the values that the answer held; nil for the answer itself.
    func classes(answered: Set<String>?) -> Set<LeafClass> {
        switch self {
        case .literal: return [.literal]
        case .link: return [.link]
        case .decided: return [.link, .literal]
        case .store: return answered == nil ? [.store] : [.store, .link]
        case .made(let name, _): return answered?.contains(name) == true ? [.link] : [.generator]
        case .time(let name, _, _): return answered?.contains(name) == true ? [.link, .time] : [.time]
        case .sent: return [.time]
        case .chance: return [.unexplained, .literal]
        case .text(let parts):
            let all = parts.map { $0.classes(answered: answered) }.reduce(into: Set<LeafClass>()) { $0.formUnion($1) }
            let telling = all.subtracting([.literal])
            return telling.isEmpty ? [.literal] : telling
        case .changed(let leaf, _):
            let inner = leaf.classes(answered: answered)
            return inner == [.generator] ? [.generator, .link] : inner
        case .token: return answered == nil ? [.generator, .time, .link] : [.link, .generator, .time]
        }
    }

    /// Where a link reads, in words for the truth file.
    var rule: String {
        switch self {
        case .literal(let value): "always \(value.textValue)"
        case .link(_, let source): source
        case .decided(_, let source): "decided by \(source)"
        case .store: "as remembered"
        case .made(let name, let shape): "new \(name): \(shape.name)"
        case .time(let name, _, let seconds): "time \(name) +\(seconds) s"
        case .sent: "time of sending"
        case .chance: "chance"
        case .text(let parts): parts.map(\.rule).joined(separator: " & ")
        case .changed(let leaf, _): "changed \(leaf.rule)"
        case .token: "a token"
        }
    }

    /// Names of the values made new in it.
    var names: Set<String> {
        switch self {
        case .made(let name, _), .time(let name, _, _): [name]
        case .text(let parts): parts.reduce(into: []) { $0.formUnion($1.names) }
        case .changed(let leaf, _): leaf.names
        case .token(let name, let claims): claims.names.union([name])
        default: []
        }
    }
}

extension Node {
    func value(_ scene: inout Scene) -> JSON {
        switch self {
        case .leaf(let leaf): return leaf.value(&scene)
        case .object(let members):
            var object = JSONObject()
            for (name, node) in members { object.members.append(JSONObject.Member(name, node.value(&scene))) }
            return .object(object)
        case .list(let nodes):
            var elements: [JSON] = []
            for node in nodes { elements.append(node.value(&scene)) }
            return .array(elements)
        }
    }

    /// Every leaf with the way to it; the way to an empty list or object is left out.
    func leaves(_ path: [PathStep] = []) -> [(path: [PathStep], leaf: Leaf)] {
        switch self {
        case .leaf(let leaf): [(path, leaf)]
        case .object(let members): members.flatMap { $1.leaves(path + [.member($0)]) }
        case .list(let nodes): nodes.enumerated().flatMap { $1.leaves(path + [.element($0)]) }
        }
    }

    var names: Set<String> { leaves().reduce(into: []) { $0.formUnion($1.leaf.names) } }
}

/// A step of the way to a leaf.
enum PathStep: Hashable {
    case member(String)
    case element(Int)

    /// `.a.b[0]`.
    static func spelling(_ path: [PathStep]) -> String {
        path.map { step in
            switch step {
            case .member(let name): ".\(name)"
            case .element(let index): "[\(index)]"
            }
        }
        .joined()
    }
}

extension JSON {
    func part(_ path: [PathStep]) -> JSON? {
        var current = self
        for step in path {
            let next: JSON? =
                switch step {
                case .member(let name): current[name]
                case .element(let index): current[index]
                }
            guard let next else { return nil }
            current = next
        }
        return current
    }

    /// The same object with one member changed.
    func with(_ name: String, _ value: JSON) -> JSON {
        guard case .object(var object) = self else { return self }
        object[name] = value
        return .object(object)
    }
}

/// JSON Web Tokens (RFC 7519).
enum WebToken {
    /// The claims of a token; nil when it is none.
    static func claims(_ token: String) -> JSON? {
        let parts = token.split(separator: ".")
        guard parts.count == 3 else { return nil }
        return Base64.decoded(String(parts[1])).flatMap { try? JSON.parse($0) }
    }
}
