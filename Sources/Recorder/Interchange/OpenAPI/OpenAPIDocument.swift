internal import Model

/// A description whose references are followed.
struct OpenAPIDocument {
    let root: ImportCursor
    /// Whether it is Swagger 2.0.
    let isSwagger: Bool
    /// What references lead to as a rule, since large descriptions hold very many.
    private var parts: [String: ImportCursor] = [:]

    init(_ root: ImportCursor) throws(ImportError) {
        self.root = root
        guard root.value.object != nil else { throw root.wrongKind("an OpenAPI description") }
        if let version = try root.text("swagger") {
            guard version == "2.0" else {
                throw root.error("version \"\(version)\" of Swagger is not read; 2.0 is, and OpenAPI 3")
            }
            isSwagger = true
        } else {
            guard let version = try root.text("openapi") else {
                throw root.error("neither \"openapi\" nor \"swagger\" is here: this is no OpenAPI description")
            }
            guard version.hasPrefix("3.") else {
                throw root.error("version \"\(version)\" of OpenAPI is not read; 3.0 and 3.1 are")
            }
            isSwagger = false
        }
        for (path, list) in try Self.lists(root) {
            for (name, part) in try list.members() where !name.contains("/") { parts["\(path)/\(name)"] = part }
        }
    }

    /// The lists of named parts.
    private static func lists(_ root: ImportCursor) throws(ImportError) -> [(path: String, list: ImportCursor)] {
        var lists: [(path: String, list: ImportCursor)] = []
        for name in ["definitions", "parameters", "responses"] {
            if let list = root[name], list.value.object != nil { lists.append(("#/\(name)", list)) }
        }
        for (name, list) in try root["components"]?.members() ?? [] where list.value.object != nil {
            lists.append(("#/components/\(name)", list))
        }
        return lists
    }

    /// What stands here, or where the reference that stands here leads; nil, with a note, when it leads out of the file.
    ///
    /// - Throws: when a reference leads nowhere or back to itself.
    func resolved(_ cursor: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> ImportCursor? {
        var cursor = cursor
        var seen: [String] = []
        while let reference = cursor.value["$ref"]?.string {
            guard reference.hasPrefix("#") else {
                draft.note(cursor.path, "\"\(reference)\" is another file, which is not read")
                return nil
            }
            guard !seen.contains(reference) else {
                throw cursor.error(
                    "the reference leads back to itself: \((seen + [reference]).joined(separator: " → "))"
                )
            }
            seen.append(reference)
            guard let target = target(reference) else { throw cursor.error("nothing stands at \"\(reference)\"") }
            cursor = target
        }
        return cursor
    }

    /// A JSON pointer in a fragment (RFC 6901 §6).
    private func target(_ reference: String) -> ImportCursor? {
        if let part = parts[reference] { return part }
        var cursor = root
        for part in reference.dropFirst().split(separator: "/") {
            let name = PercentEncoding.decoded(part).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = cursor.value.array == nil ? cursor[name] : Int(name).flatMap({ cursor[$0] }) else {
                return nil
            }
            cursor = next
        }
        return cursor
    }
}
