internal import Model

/// A request to the admin API, taken apart.
struct AdminRequest: Sendable {
    let id: ExchangeID
    let holes: [String: String]
    /// Of a name that stands twice, the last.
    let query: [String: String]
    let fields: FieldSection
    let body: [UInt8]
    /// Where it came from, `host:port`.
    let client: String
    /// Who sent it.
    let caller: Caller
    /// The namespaces that the caller may touch with it.
    var admitted = Reach.Found.all
    /// The table that it was found in.
    let table: EndpointTable

    init(
        _ request: IncomingRequest,
        target: RequestTarget,
        holes: [String: String],
        table: EndpointTable,
        from caller: Caller = .local
    ) {
        (id, self.holes, fields, body) = (request.id, holes, request.head.fields, request.body ?? [])
        (self.table, self.caller, client) = (table, caller, request.client)
        query = Dictionary(target.queryPairs.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// What stands in a hole of the path.
    func hole(_ name: String) -> String { holes[name] ?? "" }

    /// The mock that the path names with `{id}`.
    var mockID: MockID { MockID(rawValue: hole("id")) }

    /// A warning when the admin API answers a mock's route itself.
    func shadowWarnings(of mock: Mock) -> [String] {
        guard table.owns(mock.fullRoute) else { return [] }
        return [
            """
            requests to \(mock.fullRoute) on this port are answered by the admin API; the mock answers at \
            /stubs/\(mock.namespace ?? "")\(mock.fullRoute) and through the proxy
            """
        ]
    }
}

extension AdminRequest {
    /// The body as JSON; a text that is none is refused with the line and the column.
    func json() throws(Refusal) -> JSON {
        guard !body.isEmpty else { throw .invalid("the body is empty; JSON should stand there") }
        do throws(JSONError) { return try JSON.parse(body) } catch {
            throw .invalid("the body is not JSON: \(error)")
        }
    }

    /// The body as a JSON object.
    func members() throws(Refusal) -> Members { try Members(json()) }

    /// The body as a JSON object; no members when there is no body.
    func membersIfAny() throws(Refusal) -> Members { body.isEmpty ? Members(JSONObject()) : try members() }
}

extension AdminRequest {
    /// A number of the query.
    func number(_ name: String, _ usual: Int, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let text = query[name], !text.isEmpty else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid("\(name)=\(text) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Seconds of the query.
    func seconds(_ name: String, _ usual: Double, _ range: ClosedRange<Double>) throws(Refusal) -> Duration {
        guard let text = query[name] else { return .seconds(usual) }
        guard let number = Double(text), range.contains(number) else {
            throw .invalid(
                "\(name)=\(text) is not a number of seconds from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return .seconds(number)
    }

    /// A switch of the query: `true`, `1` or without a value for yes, `false` or `0` for no.
    func flag(_ name: String) throws(Refusal) -> Bool? {
        guard let text = query[name] else { return nil }
        switch text {
        case "true", "1", "": return true
        case "false", "0": return false
        default: throw .invalid("\(name)=\(text) is neither true nor false")
        }
    }

    /// Words of the query with commas between them.
    func words(_ name: String) -> [String] {
        (query[name] ?? "").split(separator: ",").map(String.init).filter { !$0.isEmpty }
    }

    /// Which part of a list is wanted: `?offset=&limit=`.
    func page(usual: Int = 50, most: Int = 10_000) throws(Refusal) -> Page {
        Page(offset: try number("offset", 0, 0...Int.max), limit: try number("limit", usual, 0...most))
    }
}

/// A part of a list.
struct Page: Sendable {
    let offset: Int
    let limit: Int

    func of<Elements: Collection>(_ all: Elements) -> [Elements.Element] { Array(all.dropFirst(offset).prefix(limit)) }
}

extension AdminRequest {
    /// The namespace that clients name in a field of every request.
    var namespaceField: String? { fields.first("X-Namespace").flatMap { $0.isEmpty ? nil : $0 } }

    /// The namespace of what names none: the field's, else the token's, else the usual one.
    func usualNamespace(_ usual: String = "sandbox") -> String { namespaceField ?? caller.namespace ?? usual }

    /// The namespace that a list is about: the query's, the field's, the token's, else nil for all; `*` in the query is all
    /// as well.
    var listedNamespace: String? {
        guard let named = query["namespace"], !named.isEmpty else { return namespaceField ?? caller.namespace }
        return named == "*" ? nil : named
    }

    /// The same, once more held against what the caller may touch.
    func selectedNamespace() throws(Refusal) -> String? { try touched(listedNamespace) }

    /// The namespace that the query names, or else the token is for; nil for all.
    var filteredNamespace: String? { query["namespace"].flatMap { $0.isEmpty ? nil : $0 } ?? caller.namespace }

    /// The namespace of a store, a template, a tag or a folder: the query's, the body's, the field's, the token's, else
    /// `sandbox`.
    func namespace(in members: Members? = nil) throws(Refusal) -> String {
        if let named = query["namespace"], !named.isEmpty { return try touched(checkedNamespace(named)) }
        let named = try members?.text("namespace")
        return try touched(checkedNamespace(named ?? usualNamespace()))
    }

    /// The same; nil stands for all that there are.
    func touched(_ namespace: String?) throws(Refusal) -> String? {
        guard let namespace else {
            guard admitted == .all else { throw .forbidden("all namespaces are for admins; name one with ?namespace=") }
            return nil
        }
        return try touched(namespace) as String
    }

    /// Refuses a namespace that the caller was not admitted to, whatever named it.
    func touched(_ namespace: String) throws(Refusal) -> String {
        guard admitted.includes(namespace) else {
            throw .forbidden("this call is not about the namespace \"\(namespace)\"; name it with ?namespace=")
        }
        return namespace
    }

    /// The test run whose state is meant: `X-Understudy-Run`, else `?run=`, else the shared one.
    var run: RunID { RunID(rawValue: fields.first("X-Understudy-Run") ?? query["run"] ?? "") }
}

/// Refuses a namespace that no path could name.
func checkedNamespace(_ name: String) throws(Refusal) -> String {
    guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(where: { $0 == 0x2F || $0 < 0x20 || $0 == 0x7F })
    else {
        throw .invalid(
            "\"\(name)\" is no name of a namespace; it needs one to 200 bytes without slashes and control characters"
        )
    }
    return name
}
