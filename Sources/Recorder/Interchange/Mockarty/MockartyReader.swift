internal import Model

/// Reads mocks that are mocks already, and changes nothing but ids that are missing or taken.
enum MockartyReader {
    /// Protocols of Mockarty's mocks that Understudy does not serve.
    private static let otherProtocols = [
        "grpc", "mcp", "socket", "soap", "graphql", "sse", "kafka", "rabbitmq", "smtp", "s3",
    ]

    static func mocks(_ root: ImportCursor) throws(ImportError) -> ImportedMocks {
        var result = ImportedMocks(mocks: [], notes: [])
        var names = ImportedNames()
        if root["redaction"] != nil {
            result.notes.append(
                InterchangeNote(path: "$.redaction", reason: "how secrets were replaced is not imported")
            )
        }
        for cursor in try cursors(root) {
            guard let object = cursor.value.object else { throw cursor.wrongKind("a mock") }
            if let name = otherProtocols.first(where: { cursor[$0] != nil }), cursor["http"] == nil {
                result.notes.append(
                    InterchangeNote(path: cursor.path, reason: "a mock of the \(name) protocol is left out")
                )
                continue
            }
            let mock = try checked(cursor)
            result.mocks.append(.object(named(object, as: id(of: mock, in: object, &names))))
        }
        return result
    }

    private static func cursors(_ root: ImportCursor) throws(ImportError) -> [ImportCursor] {
        if case .array = root.value { return try root.elements() }
        return try root["mocks"]?.elements() ?? [root]
    }

    private static func checked(_ cursor: ImportCursor) throws(ImportError) -> Mock {
        do throws(MockFormatError) {
            let mocks = try MockFile(.array([cursor.value]), unknownKeys: .ignore).mocks
            guard let mock = mocks.first else { throw MockFormatError(path: "$[0]", reason: "there is no mock") }
            return mock
        } catch {
            throw .shape(path: cursor.path + error.path.dropFirst("$[0]".count), reason: error.reason)
        }
    }

    private static func id(of mock: Mock, in object: JSONObject, _ names: inout ImportedNames) -> String {
        if let own = object["id"]?.string { return names.unique(own) }
        var mock = mock
        mock.id = MockID(rawValue: "")
        return names.id(of: mock).rawValue
    }

    /// The id stands first when it was missing.
    private static func named(_ object: JSONObject, as id: String) -> JSONObject {
        var object = object
        if object["id"] == nil {
            object.members.insert(.init("id", .string(id)), at: 0)
        } else {
            object["id"] = .string(id)
        }
        return object
    }
}
