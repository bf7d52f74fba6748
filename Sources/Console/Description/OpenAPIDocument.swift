internal import Model

/// The table of endpoints as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0): what is described is what
/// requests are routed by, so that it cannot fall behind.
struct OpenAPIDocument {
    private let release: String
    private let endpoints: [Endpoint]
    private var schemas = ShapeSchema()

    init(release: String, endpoints: [Endpoint]) { (self.release, self.endpoints) = (release, endpoints) }

    /// The whole document.
    mutating func json() -> JSON {
        let paths = JSON.object(paths())
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Understudy", "version": .string(release),
                "description": .string(Chapter.introduction),
            ],
            "servers": [["url": "/"]], "tags": .array(tags), "paths": paths,
            "components": [
                "schemas": .object(components()),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer"],
                    "key": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
                ],
            ],
        ]
    }

    /// The chapters that have endpoints.
    private var tags: [JSON] {
        let used = Set(endpoints.map(\.chapter))
        return Chapter.all.filter(used.contains)
            .map { ["name": .string($0.name), "description": .string($0.text)] }
    }

    private func components() -> JSONObject {
        var components = JSONObject()
        for (name, schema) in schemas.named.sorted(by: { $0.name < $1.name }) { components[name] = schema }
        return components
    }

    private mutating func paths() -> JSONObject {
        var paths = JSONObject()
        for endpoint in endpoints {
            let path = endpoint.path.describedText
            var item = paths[path]?.object ?? JSONObject()
            item[endpoint.method.lowercased()] = operation(endpoint)
            paths[path] = .object(item)
        }
        return paths
    }

    private mutating func operation(_ endpoint: Endpoint) -> JSON {
        var operation: JSONObject = [
            "operationId": .string(endpoint.operationID), "summary": .string(endpoint.summary),
            "tags": [.string(endpoint.chapter.name)], "x-role": .string(endpoint.role.name),
        ]
        if !endpoint.note.isEmpty { operation["description"] = .string(endpoint.note) }
        if endpoint.role.isOfNamespace { operation["x-reach"] = .string(endpoint.reach.words) }
        if endpoint.isForPeople { operation["x-people"] = true }
        if endpoint.role != .anyone { operation["security"] = [["bearer": []], ["key": []]] }
        let parameters = endpoint.path.parameters + endpoint.asks.map(\.described)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let content = content(endpoint.takes) { operation["requestBody"] = ["content": content] }
        operation["responses"] = responses(endpoint)
        return .object(operation)
    }

    private mutating func responses(_ endpoint: Endpoint) -> JSON {
        var success = response("It was done.", endpoint.gives).object ?? JSONObject()
        let links = links(from: endpoint)
        if !links.members.isEmpty { success["links"] = .object(links) }
        var responses: JSONObject = ["2XX": .object(success)]
        for (status, shape) in endpoint.otherwise.sorted(by: { $0.key < $1.key }) {
            responses[String(status)] = response("It is not so, or not yet.", shape)
        }
        responses["default"] = response("It was not done.", .refusal)
        return .object(responses)
    }

    /// What can be done with the thing that an answer names with `id`: the endpoints whose path goes on with it.
    private func links(from endpoint: Endpoint) -> JSONObject {
        var links = JSONObject()
        guard endpoint.method == "POST", endpoint.gives.names("id") else { return links }
        for other in endpoints {
            guard let hole = other.path.nextHole(after: endpoint.path) else { continue }
            links[other.operationID] = [
                "operationId": .string(other.operationID),
                "parameters": .object([hole: .string("$response.body#/id")]),
            ]
        }
        return links
    }

    private mutating func response(_ description: String, _ shape: Shape) -> JSON {
        var response: JSONObject = ["description": .string(description)]
        if let content = content(shape) { response["content"] = content }
        return .object(response)
    }

    private mutating func content(_ shape: Shape) -> JSON? {
        switch shape.kind {
        case .none: nil
        case .bytes(let type): [type: .object([:])]
        default: ["application/json": ["schema": schemas.schema(of: shape)]]
        }
    }
}

extension Shape {
    /// The envelope of errors.
    static let refusal = Shape(
        "Error",
        [.required("error", .text), .required("code", .text), .required("request_id", .text)]
    )

    /// Whether it is an object that always has a member of this name.
    fileprivate func names(_ member: String) -> Bool {
        guard case .object(let members) = kind else { return false }
        return members.contains { $0.name == member && $0.isRequired }
    }
}

extension PathPattern {
    /// The pattern as OpenAPI writes it, which has no word for a hole that takes slashes.
    var describedText: String { "/" + segments.map(\.describedText).joined(separator: "/") }

    /// The one hole of a path that goes on from another, where it comes next.
    fileprivate func nextHole(after other: PathPattern) -> String? {
        let more = segments.dropFirst(other.segments.count)
        guard segments.starts(with: other.segments), more.compactMap(\.hole).count == 1 else { return nil }
        return more.first?.hole
    }

    fileprivate var parameters: [JSON] {
        segments.compactMap { segment in
            guard let name = segment.hole else { return nil }
            return [
                "name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1],
            ]
        }
    }
}

extension PathPattern.Segment {
    fileprivate var describedText: String { hole.map { "{\($0)}" } ?? word ?? "" }

    fileprivate var hole: String? {
        switch self {
        case .hole(let name), .rest(let name): name
        case .literal: nil
        }
    }

    fileprivate var word: String? {
        if case .literal(let word) = self { word } else { nil }
    }
}

extension Parameter {
    fileprivate var described: JSON {
        ["name": .string(name), "in": "query", "description": .string(meaning), "schema": schema]
    }
}

extension Endpoint {
    /// A name of its own: the method and the words of the path.
    var operationID: String {
        let words = path.text.split { !$0.isLetter && !$0.isNumber }.filter { $0 != "api" && $0 != "v1" }
        return method.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
