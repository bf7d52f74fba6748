internal import Model

/// A value of a store: `$.gS.app.version`, `$.gS['order:${$.pathParam.id}']['total']`.
struct StoreReference: Sendable {
    /// The three stores.
    enum Scope: Sendable, Hashable {
        case mock, chain, global

        init?(name: String) {
            switch name {
            case "mS": self = .mock
            case "cS": self = .chain
            case "gS": self = .global
            default: return nil
            }
        }
    }

    /// How the entry is named.
    enum Key: Sendable {
        /// By dots; since keys may hold dots, the longest key that is there counts.
        case names([String])
        /// In brackets, perhaps with templates inside.
        case template(Template)
        /// Not at all: the whole store.
        case whole
    }

    let scope: Scope
    let key: Key
    /// The steps into the entry's value.
    let path: ValuePath

    var needs: TemplateNeeds {
        var needs: TemplateNeeds = scope == .mock ? [] : .stores
        if case .template(let template) = key { needs.formUnion(template.needs) }
        return needs
    }

    func value(in context: inout RenderContext) -> JSON? {
        switch key {
        case .template(let template):
            let name = template.text(in: &context)
            return entry(name, in: context).flatMap { path.value(in: $0) }
        case .names(let names):
            for count in stride(from: names.count, to: 0, by: -1) {
                guard let entry = entry(names[..<count].joined(separator: "."), in: context) else { continue }
                let rest = names[count...].map { PathSegment.children([.name($0)]) }
                if let value = ValuePath(rest + path.steps).value(in: entry) { return value }
            }
            return .none
        case .whole:
            let members = entries(in: context).sorted { $0.key < $1.key }
            return path.value(in: .object(JSONObject(members.map { JSONObject.Member($0.key, $0.value) })))
        }
    }

    private func entry(_ name: String, in context: RenderContext) -> JSON? {
        switch scope {
        case .mock: context.mockStore[name]
        case .global: context.stores[context.globalPlace, name]
        case .chain: context.chainPlace.flatMap { context.stores[$0, name] }
        }
    }

    private func entries(in context: RenderContext) -> [String: JSON] {
        switch scope {
        case .mock: context.mockStore
        case .global: context.stores.values(in: context.globalPlace)
        case .chain: context.chainPlace.map { context.stores.values(in: $0) } ?? [:]
        }
    }
}
