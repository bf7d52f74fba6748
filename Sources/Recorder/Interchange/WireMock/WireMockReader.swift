internal import Model

/// Reads WireMock's stub mappings.
enum WireMockReader {
    private static let known: Set<String> = [
        "id", "uuid", "name", "request", "response", "newRequest", "priority", "persistent", "insertionIndex",
        "scenarioName",
        "requiredScenarioState", "newScenarioState", "postServeActions", "serveEventListeners",
    ]

    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        for mapping in try mappings(root) { try read(mapping: mapping, &draft) }
    }

    private static func mappings(_ root: ImportCursor) throws(ImportError) -> [ImportCursor] {
        if case .array = root.value { return try root.elements() }
        if let list = root["mappings"] { return try list.elements() }
        guard root["request"] != nil || root["response"] != nil else {
            throw root.error("neither \"mappings\" nor \"request\" is here: this is no stub mapping")
        }
        return [root]
    }

    private static func read(mapping: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        guard mapping["request"] != nil || mapping["response"] != nil else {
            throw mapping.error("\"request\" is missing: this is no stub mapping")
        }
        try draft.noteMembers(of: mapping, besides: known)
        try noteScenario(mapping, &draft)
        let request = try WireMockRequest(mapping["request"], &draft)
        let templates = WireMockTemplates(root: "request", route: request.route)
        guard let reply = try WireMockResponse.reply(mapping["response"], templates, &draft) else { return }
        let callbacks = try WireMockWebhook.callbacks(mapping, route: request.route, &draft)
        let name = try mapping.text("name")
        // The lowest number is the most important, and 5 stands for none.
        let priority = 5 - Int64(min(max(try mapping.int("priority") ?? 5, -1_000_000_000), 1_000_000_000))
        for matcher in request.matchers {
            draft.add(matcher, reply, from: mapping.path) { mock in
                (mock.name, mock.priority, mock.callbacks) = (name, priority, callbacks)
            }
        }
    }

    private static func noteScenario(_ mapping: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        guard let name = try mapping.text("scenarioName") else { return }
        let states = [try mapping.text("requiredScenarioState"), try mapping.text("newScenarioState")]
            .map { $0 ?? "any" }
        draft.note(
            mapping.path + ".scenarioName",
            "states are not imported: the mock answers in every state of \"\(name)\", not from \(states[0]) to \(states[1]) only"
        )
    }
}
