internal import Model

/// Reads OpenAPI 3.0 and 3.1 and Swagger 2.0: each operation becomes a mock.
struct OpenAPIReader {
    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        let document = try OpenAPIDocument(root)
        if let webhooks = root["webhooks"], webhooks.value.object?.members.isEmpty == false {
            draft.note(
                webhooks.path,
                "webhooks of their own have no request that sends them; write them as \"webhooks\" of a mock"
            )
        }
        // A description of webhooks and parts alone has no paths (OpenAPI 3.1 §4.8.1).
        guard let paths = root["paths"] else {
            if root["webhooks"] == nil, root["components"] == nil { throw root.error("\"paths\" is missing") }
            return
        }
        for (path, item) in try paths.members() where path.hasPrefix("/") {
            guard let item = try document.resolved(item, &draft) else { continue }
            for (method, operation) in try item.members() where methods.contains(method.lowercased()) {
                let reader = OpenAPIOperation(document: document, item: item, operation: operation)
                try reader.read(path: path, method: method.uppercased(), into: &draft)
            }
        }
    }
}
