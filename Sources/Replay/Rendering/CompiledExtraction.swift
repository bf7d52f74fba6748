internal import Model
internal import Templating

/// A value that goes into a store, compiled.
struct CompiledExtraction: Sendable {
    private let store: Extraction.Store
    private let key: Template
    private let value: JSONTemplate
    /// Whether it reads the rendered response.
    let isAfterResponse: Bool

    static func compile(_ extractions: [Extraction]) throws(PlacedError) -> [CompiledExtraction] {
        var compiled: [CompiledExtraction] = []
        for extraction in extractions { compiled.append(try CompiledExtraction(extraction)) }
        return compiled
    }

    private init(_ extraction: Extraction) throws(PlacedError) {
        (store, isAfterResponse) = (extraction.store, extraction.isAfterResponse)
        let member = [Extraction.Store.mock: "mStore", .chain: "cStore", .global: "gStore"][store] ?? ""
        let path = "$.\(isAfterResponse ? "extractAfter" : "extract").\(member).\(extraction.key)"
        key = try compiledText(extraction.key, path: path)
        value = try compiledJSON(extraction.value, path: path)
    }

    var needs: TemplateNeeds {
        key.needs.union(value.needs).union(store == .mock ? [] : .stores)
    }

    /// Writes the value. Where an expression in it is not resolved, nothing is written: a store that holds the text
    /// of an expression would only hide that.
    func store(in context: inout RenderContext) {
        let before = context.unresolvedCount
        let key = key.text(in: &context)
        let value = value.value(in: &context)
        guard context.unresolvedCount == before else { return }
        switch store {
        case .mock: context.mockStore[key] = value
        case .global: context.stores[context.globalPlace, key] = value
        case .chain: if let place = context.chainPlace { context.stores[place, key] = value }
        }
    }
}
