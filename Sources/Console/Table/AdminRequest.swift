internal import Model

/// A request to the admin API, taken apart.
struct AdminRequest: Sendable {
    let id: ExchangeID
    let holes: [String: String]
    /// Of a name that stands twice, the last.
    let query: [String: String]
    let fields: FieldSection
    let body: [UInt8]
    /// The table that it was found in.
    let table: EndpointTable

    init(_ request: IncomingRequest, target: RequestTarget, holes: [String: String], table: EndpointTable) {
        (id, self.holes, fields, body) = (request.id, holes, request.head.fields, request.body ?? [])
        self.table = table
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

    /// The namespace that a list is about: the query's, the field's, else nil for all; `*` in the query is all as well.
    var selectedNamespace: String? {
        guard let named = query["namespace"], !named.isEmpty else { return namespaceField }
        return named == "*" ? nil : named
    }

    /// The namespace of a store, a template, a tag or a folder: the query's, the body's, the field's, else `sandbox`.
    func namespace(in members: Members? = nil) throws(Refusal) -> String {
        if let named = query["namespace"], !named.isEmpty { return try checkedNamespace(named) }
        let named = try members?.text("namespace")
        return try checkedNamespace(named ?? namespaceField ?? "sandbox")
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
