internal import Model

/// Reads Hoverfly's simulations, version 5.
enum HoverflyReader {
    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        try checkVersion(root)
        let data = try root.required("data")
        try draft.noteMembers(of: data, besides: ["pairs", "globalActions", "literals", "variables"])
        let delays = try HoverflyDelays(data["globalActions"])
        for pair in try data.required("pairs").elements() { try read(pair: pair, data, delays, &draft) }
    }

    private static func checkVersion(_ root: ImportCursor) throws(ImportError) {
        let version = try root.required("meta").required("schemaVersion")
        guard try version.string().hasPrefix("v5") else {
            throw version.error(
                "version \"\(try version.string())\" of simulations is not read; import it into Hoverfly 1.0 or later and export it again as v5"
            )
        }
    }

    private static func read(
        pair: ImportCursor,
        _ data: ImportCursor,
        _ delays: HoverflyDelays,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        try draft.noteMembers(of: pair, besides: ["request", "response", "labels"])
        let request = try HoverflyRequest(pair.required("request"), &draft)
        let templates = HoverflyTemplates(route: request.matcher.route, data: data.value)
        guard var reply = try HoverflyResponse.reply(pair.required("response"), templates, &draft) else { return }
        switch delays.delay(of: request) {
        case .some(let delay) where reply.delay == nil: reply.delay = delay
        case .some: draft.note(pair.path, "a mock has one delay; that of \"globalActions\" is not added")
        case nil: break
        }
        if let remark = delays.remark(on: request) { draft.note(pair.path, remark) }
        var labels: [String] = []
        for label in try pair.list("labels") { labels.append(try label.string()) }
        draft.add(request.matcher, .fixed(reply), from: pair.path) { $0.tags = labels }
    }
}
