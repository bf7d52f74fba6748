internal import Model

/// Reads Postman's collections, 2.0 and 2.1: each saved response becomes a mock.
struct PostmanReader {
    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        let collection = root["collection"] ?? root
        try checkVersion(collection)
        var variables = CollectionVariables()
        try define(collection, in: &variables)
        noteBehavior(of: collection, &draft)
        try read(items: collection.required("item"), folders: [], variables, &draft)
    }

    private static func checkVersion(_ collection: ImportCursor) throws(ImportError) {
        if collection["requests"] != nil, collection["item"] == nil {
            throw collection.error("this is a collection of version 1; export it as version 2.1")
        }
        let info = try collection.required("info")
        guard let schema = try info.string("schema") else { return }
        guard schema.contains("/v2.") || !schema.contains("/v") else {
            throw info.error("the schema \"\(schema)\" is not read; export the collection as version 2.1")
        }
    }

    /// Adds the variables of a collection or folder.
    private static func define(_ owner: ImportCursor, in variables: inout CollectionVariables) throws(ImportError) {
        for variable in try owner.list("variable") where try variable.bool("disabled") != true {
            guard let name = try variable.text(firstOf: "key", "id"), let value = try variable.text("value"),
                !value.isEmpty
            else { continue }
            variables.define(name, as: value)
        }
    }

    private static func noteBehavior(of owner: ImportCursor, _ draft: inout ImportDraft) {
        if owner["auth"] != nil { draft.noteOnce("\(owner.path).auth", "authorization is not checked by the mocks") }
        if let events = owner["event"], events.value.array?.isEmpty == false {
            draft.noteOnce(events.path, "scripts are not run")
        }
    }

    private static func read(
        items: ImportCursor,
        folders: [String],
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        for item in try items.elements() {
            noteBehavior(of: item, &draft)
            if let inner = item["item"] {
                var own = variables
                try define(item, in: &own)
                try read(
                    items: inner,
                    folders: folders + [try item.text("name") ?? ""].filter { !$0.isEmpty },
                    own,
                    &draft
                )
            } else {
                let reader = PostmanItem(item: item, folders: folders, variables: variables)
                try reader.read(into: &draft)
            }
        }
    }
}
