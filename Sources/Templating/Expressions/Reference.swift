internal import Model

/// A value of the request or the response: `$.req.items[0].sku`.
struct Reference: Sendable {
    /// Where the path starts.
    enum Root: Sendable, Hashable {
        case body, files, fields, query, pathParameters, cookies
        case responseBody, responseFields, status
        case namespace, method, path, event

        var needs: TemplateNeeds {
            switch self {
            case .body, .files: .body
            case .responseBody, .responseFields, .status: .response
            case .fields, .query, .pathParameters, .cookies, .namespace, .method, .path, .event: []
            }
        }

        /// Whether names in its path may hold a hyphen, as those of fields do.
        var allowsHyphens: Bool {
            switch self {
            case .fields, .responseFields, .query, .cookies, .pathParameters: true
            default: false
            }
        }

        init?(name: String) {
            switch name {
            case "req", "body": self = .body
            case "reqFile": self = .files
            case "reqHeader": self = .fields
            case "queryParams": self = .query
            case "pathParam": self = .pathParameters
            case "cookies": self = .cookies
            case "resp", "response": self = .responseBody
            case "respHeader": self = .responseFields
            case "statusCode": self = .status
            case "namespace": self = .namespace
            case "method": self = .method
            case "path": self = .path
            case "event": self = .event
            default: return nil
            }
        }
    }

    let root: Root
    let path: ValuePath

    func value(in context: RenderContext) -> JSON? {
        let request = context.request
        switch root {
        case .body: return request.body.value.flatMap { path.value(in: $0) }
        case .files: return request.body.files.flatMap { path.value(in: $0) }
        case .fields: return fieldValue(in: request.head.fields)
        case .query: return pairValue(of: request.query)
        case .cookies: return pairValue(of: request.cookies)
        case .pathParameters: return pairValue(of: request.pathParameters)
        case .responseBody: return (context.response?.body.value).flatMap { path.value(in: $0) }
        case .responseFields: return (context.response?.fields).flatMap { fieldValue(in: $0) }
        case .status: return (context.response?.status).flatMap { path.value(in: .int($0)) }
        case .namespace: return path.value(in: .string(context.namespace))
        case .method: return path.value(in: .string(request.head.method))
        case .path: return path.value(in: .string(RequestTarget(request.head.target).path))
        case .event: return context.event.flatMap { path.value(in: $0) }
        }
    }

    /// Inside text a field without an index is its lines joined by commas (RFC 9110 §5.3), as a whole it is a list.
    func fieldText(in context: RenderContext) -> String? {
        guard root == .fields || root == .responseFields, path.steps.count == 1, let name = path.firstName else {
            return nil
        }
        let fields = root == .fields ? context.request.head.fields : context.response?.fields ?? []
        let lines = fields.all(named: name)
        return lines.isEmpty ? nil : lines.joined(separator: ", ")
    }

    private func fieldValue(in fields: FieldSection) -> JSON? {
        guard let name = path.firstName else {
            return path.value(in: collectedLists(fields.map { ($0.name, $0.value) }))
        }
        let lines = fields.all(named: name)
        guard !lines.isEmpty else { return .none }
        return path.dropFirst.value(in: .array(lines.map { .string($0) }))
    }

    private func collectedLists(_ pairs: [(String, String)]) -> JSON {
        var object: JSONObject = [:]
        for (name, value) in pairs { object[name] = .array((object[name]?.array ?? []) + [.string(value)]) }
        return .object(object)
    }

    /// A name gives its first value; an index chooses among several of one name.
    private func pairValue(of pairs: [(name: String, value: String)]) -> JSON? {
        guard let name = path.firstName else {
            return path.value(in: collected(pairs.map { ($0.name, .string($0.value)) }))
        }
        let values = pairs.lazy.filter { $0.name == name }.map { JSON.string($0.value) }
        if path.steps.count == 1 { return values.first }
        return path.dropFirst.value(in: .array(Array(values)))
    }
}

/// The steps of a reference after its root.
struct ValuePath: Sendable {
    let steps: [PathSegment]
    private let isSingular: Bool

    init(_ steps: [PathSegment]) {
        self.steps = steps
        isSingular = steps.allSatisfy(\.isSingular)
    }

    /// The name that the path starts with; nil when it is empty or starts otherwise.
    var firstName: String? {
        if case .children(let selectors)? = steps.first, selectors.count == 1, case .name(let name) = selectors[0] {
            name
        } else {
            nil
        }
    }

    /// The path without its first step.
    var dropFirst: ValuePath { ValuePath(Array(steps.dropFirst())) }

    /// The one node that a singular path selects, nil when it is not there; of any other path the list of its nodes.
    func value(in root: JSON) -> JSON? {
        guard isSingular else { return .array(PathEvaluation(root: root).nodes(of: steps, from: root)) }
        var node = root
        for step in steps {
            guard case .children(let selectors) = step, let child = Self.child(selectors[0], of: node) else {
                return .none
            }
            node = child
        }
        return node
    }

    private static func child(_ selector: PathSelector, of node: JSON) -> JSON? {
        switch selector {
        case .name(let name): return node[name]
        case .index(let index):
            guard case .array(let elements) = node else { return .none }
            return node[index < 0 ? elements.count + index : index]
        case .wildcard, .slice, .filter: return .none
        }
    }
}
