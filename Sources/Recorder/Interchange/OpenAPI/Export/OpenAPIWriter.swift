internal import Model

/// Describes a recorded system in OpenAPI 3.1 (<https://spec.openapis.org/oas/v3.1.0>).
struct OpenAPIWriter {
    private let operations: [OperationPortrait]
    private var notes = ExportNotes()
    private var identifiers: Set<String> = []
    private var credentials: Set<Credential> = []

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// - Parameter title: what the system is called.
    static func file(_ portrait: RecordingPortrait, title: String) -> ExportedFile {
        var writer = OpenAPIWriter(operations: portrait.operations)
        return writer.file(title: title)
    }

    private init(operations: [OperationPortrait]) { self.operations = operations }

    private mutating func file(title: String) -> ExportedFile {
        let origins = Set(operations.map(\.origin)).map(\.description).sorted()
        let paths = self.paths()
        var root: JSONObject = [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title.isEmpty ? "recording" : title), "version": "1.0.0",
                "description": "Inferred from recorded traffic: what was not recorded is not described.",
            ],
        ]
        if !origins.isEmpty { root["servers"] = .array(origins.map { ["url": .string($0)] }) }
        root["paths"] = paths
        let schemes = credentials.sorted().map { JSONObject.Member($0.schemeName, $0.scheme) }
        if !schemes.isEmpty { root["components"] = ["securitySchemes": .object(JSONObject(schemes))] }
        return ExportedFile(content: .object(root), notes: notes.all)
    }

    // MARK: Paths

    /// Operations of one path, whatever their parameters are called: `/a/{id}` and `/a/{name}` are one (OpenAPI 3.1 §4.8.8.2).
    private mutating func paths() -> JSON {
        var order: [String] = []
        var byShape: [String: [OperationPortrait]] = [:]
        for operation in operations.sorted(by: { ($0.route, $0.name) < ($1.route, $1.name) }) {
            let shape = Self.path(operation.route) { _ in "" }
            if byShape[shape] == nil { order.append(shape) }
            byShape[shape, default: []].append(operation)
        }
        let members = order.map { shape in
            JSONObject.Member(Self.path(byShape[shape]?[0].route ?? "/") { $0 }, item(byShape[shape] ?? []))
        }
        return .object(JSONObject(members))
    }

    private static func path(_ route: String, _ name: (String) -> String) -> String {
        route.split(separator: "/", omittingEmptySubsequences: false)
            .map { segment in RouteParameter(segment).map { "{\(name($0.name))}\($0.ending)" } ?? String(segment) }
            .joined(separator: "/")
    }

    private static func names(_ route: String) -> [String] {
        route.split(separator: "/").compactMap { RouteParameter($0)?.name }
    }

    private mutating func item(_ operations: [OperationPortrait]) -> JSON {
        let names = Self.names(operations[0].route)
        var item = JSONObject()
        for operation in operations {
            let key = operation.method.lowercased()
            guard Self.methods.contains(key), operation.method == operation.method.uppercased() else {
                notes.add(operation.name, "the method \(operation.method) has no place in OpenAPI 3.1; it is left out")
                continue
            }
            guard item[key] == nil else {
                notes.add(
                    operation.name,
                    "another host has the same path and method; OpenAPI describes a path once, and this one is left out"
                )
                continue
            }
            item[key] = self.operation(operation, pathNames: names)
        }
        let hosts = Set(operations.map(\.origin))
        if hosts.count < Set(self.operations.map(\.origin)).count {
            item.members.insert(
                .init("servers", .array(hosts.map(\.description).sorted().map { ["url": .string($0)] })),
                at: 0
            )
        }
        return .object(item)
    }

    // MARK: Operations

    private mutating func operation(_ operation: OperationPortrait, pathNames: [String]) -> JSON {
        var object: JSONObject = ["operationId": .string(identifier(operation))]
        object["description"] = .string("Seen \(Count.words(operation.count, "time")).")
        let parameters = self.parameters(operation, pathNames: pathNames)
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if operation.request.count > 0 {
            var body: JSONObject = ["content": content(operation.request, operation.name + " request")]
            if operation.request.count == operation.count { body["required"] = true }
            object["requestBody"] = .object(body)
        }
        object["responses"] = responses(operation)
        let callbacks = self.callbacks(operation)
        if !callbacks.members.isEmpty { object["callbacks"] = .object(callbacks) }
        if !operation.credentials.isEmpty {
            credentials.formUnion(operation.credentials)
            let all = operation.credentials.sorted().map { JSONObject.Member($0.schemeName, []) }
            object["security"] = [.object(JSONObject(all))]
        }
        return .object(object)
    }

    /// `postOrdersById`, with a number where it is taken.
    private mutating func identifier(_ operation: OperationPortrait) -> String {
        var name = operation.method.lowercased()
        for segment in operation.route.split(separator: "/") {
            let words = segment.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
                .map { $0.prefix(1).uppercased() + $0.dropFirst() }
            name += (segment.hasPrefix(":") ? "By" : "") + words.joined()
        }
        return identifiers.take(name)
    }

    private func parameters(_ operation: OperationPortrait, pathNames: [String]) -> [JSON] {
        var result: [JSON] = []
        for (name, own) in zip(pathNames, Self.names(operation.route)) {
            let schema = operation.parameters[own].map(SchemaWriter.textual) ?? ["type": "string"]
            result.append(["name": .string(name), "in": "path", "required": true, "schema": schema])
        }
        result += operation.query.members.map { Self.parameter($0, in: "query", of: operation.query) }
        let keys = Set(operation.credentials.compactMap(\.fieldName).map { $0.lowercased() })
        let fields = operation.fields.members.filter { !keys.contains($0.name) }
        return result + fields.map { Self.parameter($0, in: "header", of: operation.fields) }
    }

    private static func parameter(_ member: ValueShape.Member, in place: String, of shape: ValueShape) -> JSON {
        var object: JSONObject = ["name": .string(member.name), "in": .string(place)]
        if shape.isRequired(member) { object["required"] = true }
        object["schema"] = SchemaWriter.textual(member.shape)
        return .object(object)
    }

    // MARK: Contents

    private mutating func content(_ contents: ContentShapes, _ place: String) -> JSON {
        var object = JSONObject()
        for content in contents.types {
            if content.mediaType.isEmpty {
                notes.add(place, "content without a media type is described as application/octet-stream")
            }
            object[content.mediaType.isEmpty ? "application/octet-stream" : content.mediaType] = Self.media(content)
        }
        return .object(object)
    }

    private static func media(_ content: ContentShape) -> JSON {
        var object = JSONObject()
        if content.opaque == 0 {
            object["schema"] = SchemaWriter.schema(content.values)
        } else if content.binaries == 0 {
            object["schema"] = ["type": "string"]
        }
        object["example"] = content.example
        return .object(object)
    }

    private mutating func responses(_ operation: OperationPortrait) -> JSON {
        let members = operation.responses.sorted { $0.key < $1.key }
            .map { status, response in
                var object: JSONObject = ["description": .string(Self.phrase(response))]
                let headers = response.fields.members.map { member in
                    var header: JSONObject = ["schema": SchemaWriter.textual(member.shape)]
                    if response.fields.isRequired(member) { header["required"] = true }
                    return JSONObject.Member(member.name, .object(header))
                }
                if !headers.isEmpty { object["headers"] = .object(JSONObject(headers)) }
                if response.contents.count > 0 {
                    object["content"] = content(response.contents, "\(operation.name) → \(status)")
                }
                return JSONObject.Member(String(status), .object(object))
            }
        return .object(JSONObject(members))
    }

    private static func phrase(_ response: ResponsePortrait) -> String {
        let phrase = response.reason.isEmpty ? reasonPhrase(for: response.status) : response.reason
        return phrase.isEmpty ? "status \(response.status)" : phrase
    }

    // MARK: Callbacks

    private mutating func callbacks(_ operation: OperationPortrait) -> JSONObject {
        var result = JSONObject()
        for callback in operation.callbacks.values.sorted(by: { $0.name < $1.name }) {
            let place = "\(operation.name), webhook \(callback.name)"
            let urls = callback.pointer.map { ["{$request.body#\($0)}"] } ?? callback.urls.sorted()
            if urls.count > 1 {
                notes.add(place, "it went to \(urls.count) URLs that the request does not name; each is described")
            }
            var call: JSONObject = [
                "description": .string(
                    "Seen \(Count.words(callback.count, "time")), \(Int(callback.delay.rounded())) ms after the response."
                )
            ]
            if let signature = callback.signature {
                notes.add(place, "how it is signed (\(signature.rawValue)) has no place in OpenAPI")
            }
            if callback.retries != [0] { notes.add(place, "how it is tried again has no place in OpenAPI") }
            let headers = callback.fields.members.map { Self.parameter($0, in: "header", of: callback.fields) }
            if !headers.isEmpty { call["parameters"] = .array(headers) }
            if callback.contents.count > 0 { call["requestBody"] = ["content": content(callback.contents, place)] }
            call["responses"] = ["200": ["description": "The receiver took it."]]
            guard Self.methods.contains(callback.method.lowercased()) else {
                notes.add(place, "the method \(callback.method) has no place in OpenAPI 3.1; the callback is left out")
                continue
            }
            let item: JSON = [callback.method.lowercased(): .object(call)]
            result[Self.key(callback.name)] = .object(JSONObject(urls.map { .init($0, item) }))
        }
        return result
    }

    /// Names of components and callbacks are words (OpenAPI 3.1 §4.8.7).
    private static func key(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "._-".contains($0) ? $0 : "_" })
    }
}

extension Credential {
    var fieldName: String? { if case .field(let name) = self { name } else { nil } }

    fileprivate var schemeName: String {
        switch self {
        case .authorization(let scheme):
            String(scheme.filter { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" })
        case .field(let name):
            String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "._-".contains($0) ? $0 : "_" })
        }
    }

    fileprivate var scheme: JSON {
        switch self {
        case .authorization(let scheme): ["type": "http", "scheme": .string(scheme)]
        case .field(let name): ["type": "apiKey", "in": "header", "name": .string(name)]
        }
    }
}
