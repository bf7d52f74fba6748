internal import Model

/// The path before all paths. Hosts of servers are left out: a mock stands in for all of them.
enum OpenAPIServers {
    /// Nil for none.
    static func prefix(
        _ document: OpenAPIDocument,
        _ item: ImportCursor,
        _ operation: ImportCursor,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> String? {
        if document.isSwagger { return trimmed(try document.root.string("basePath") ?? "") }
        let owner = [operation, item].first { $0["servers"] != nil } ?? document.root
        let servers = try owner.list("servers")
        var prefixes: [String?] = []
        for server in servers { prefixes.append(try prefix(server)) }
        if Set(prefixes).count > 1 {
            draft.noteOnce("\(owner.path).servers", "the servers' paths differ; that of the first is taken")
        }
        return prefixes.first ?? nil
    }

    private static func prefix(_ server: ImportCursor) throws(ImportError) -> String? {
        var url = try server.string("url") ?? ""
        for (name, variable) in try server["variables"]?.members() ?? [] {
            guard let value = try variable.text("default") else { continue }
            url = url.replacing("{\(name)}", with: value)
        }
        guard let mark = url.firstRange(of: "://") else { return trimmed(url) }
        let rest = url[mark.upperBound...]
        return rest.firstIndex(of: "/").flatMap { trimmed(String(rest[$0...])) }
    }

    /// With a slash before it and none behind; nil when nothing is left.
    private static func trimmed(_ path: String) -> String? {
        let segments = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").filter { $0 != "." }
        return segments.isEmpty ? nil : "/" + segments.map { RouteText.segment($0) }.joined(separator: "/")
    }
}
