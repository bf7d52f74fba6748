internal import Model

/// What a recording shows of one method of one route: what was sent, what came back, what was called because of it.
struct OperationPortrait: Sendable {
    let method: String
    let origin: Origin
    /// As a mock's route: `/orders/:id`.
    let route: String
    private(set) var count = 0
    /// Objects of texts, one for each exchange; numbers and booleans are spelled as such.
    private(set) var parameters = ValueShape()
    private(set) var query = ValueShape()
    private(set) var fields = ValueShape()
    /// How requests proved who sent them.
    private(set) var credentials: Set<Credential> = []
    private(set) var request = ContentShapes()
    private(set) var responses: [Int: ResponsePortrait] = [:]
    private(set) var callbacks: [String: CallbackPortrait] = [:]
    /// The names of the callbacks of each exchange in their order, and how often that order was seen.
    private(set) var callbackOrders: [[String]: Int] = [:]

    init(method: String, origin: Origin, route: String) {
        (self.method, self.origin, self.route) = (method, origin, route)
    }

    /// `POST https://shop.test/orders/:id`.
    var name: String { "\(method) \(origin)\(route)" }

    mutating func add(_ exchange: Exchange, _ response: Exchange.Response, _ deliveries: [ObservedDelivery]) {
        count += 1
        let target = RequestTarget(exchange.request.target)
        parameters.add(Self.object(Self.parameters(of: target.path, route)))
        query.add(Self.object(target.queryPairs))
        fields.add(Self.object(Self.own(exchange.request.fields)))
        credentials.formUnion(Credential.all(in: exchange.request.fields))
        request.add(exchange.requestBody, fields: exchange.request.fields)
        responses[response.head.status, default: ResponsePortrait(status: response.head.status)].add(response)
        add(deliveries, of: exchange)
    }

    private mutating func add(_ deliveries: [ObservedDelivery], of exchange: Exchange) {
        var order: [String] = []
        for delivery in deliveries {
            let name = CallbackPortrait.name(of: delivery)
            order.append(name)
            callbacks[name, default: CallbackPortrait(like: delivery)].add(delivery, of: exchange)
        }
        callbackOrders[order, default: 0] += 1
    }

    private static func parameters(of path: String, _ route: String) -> [(name: String, value: String)] {
        zip(route.split(separator: "/"), path.split(separator: "/"))
            .compactMap { name, segment in
                RouteParameter(name)
                    .map { (name: $0.name, value: PercentEncoding.decoded(segment.dropLast($0.ending.count))) }
            }
    }

    /// The fields that say something about this exchange, by their names in lower case.
    static func own(_ fields: FieldSection) -> [(name: String, value: String)] {
        fields.map { (name: $0.name.lowercased(), value: $0.value) }
            .filter { !NamesOfFields.ordinary.contains($0.name) && !NamesOfFields.volatile.contains($0.name) }
    }

    /// Texts as an object; several of one name are a list.
    static func object(_ pairs: [(name: String, value: String)]) -> JSON {
        var object = JSONObject()
        for (name, text) in pairs {
            let value = typed(text)
            switch object[name] {
            case nil: object[name] = value
            case .array(let values)?: object[name] = .array(values + [value])
            case let first?: object[name] = .array([first, value])
            }
        }
        return .object(object)
    }

    /// A number or a boolean where the text is its only spelling.
    private static func typed(_ text: String) -> JSON {
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Int64(text).map(String.init) == text ? .number(JSONNumber(text: text)) : .string(text)
    }
}

/// How a request proved who sent it.
enum Credential: Hashable, Comparable, Sendable {
    /// The scheme of `Authorization` in lower case.
    case authorization(String)
    /// A field that holds a key; its name as it came.
    case field(String)

    static func all(in fields: FieldSection) -> [Credential] {
        fields.compactMap { field in
            let name = field.name.lowercased()
            if name == "authorization" {
                return field.value.split(separator: " ").first.map { .authorization($0.lowercased()) }
            }
            return Self.keys.contains(field.name.utf8) ? .field(field.name) : nil
        }
    }

    private static let keys = NameSet(
        RedactionRules.standard.fields,
        keeping: ["Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"]
    )
}

/// What answers of one status had in common.
struct ResponsePortrait: Sendable {
    let status: Int
    private(set) var count = 0
    private(set) var reason = ""
    private(set) var fields = ValueShape()
    private(set) var contents = ContentShapes()

    init(status: Int) { self.status = status }

    mutating func add(_ response: Exchange.Response) {
        if count == 0 { reason = response.head.reason }
        count += 1
        fields.add(OperationPortrait.object(OperationPortrait.own(response.head.fields)))
        contents.add(response.body, fields: response.head.fields)
    }
}
