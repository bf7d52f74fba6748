internal import Model

/// Where a template can read a value from.
enum Place: Hashable, Sendable {
    /// The request's content.
    case body(ValuePath)
    /// What the request says of a file that it uploads.
    case file(ValuePath)
    /// The first request field of this name.
    case field(String)
    /// The first query parameter of this name.
    case query(String)
    /// A segment of the path, bound by a parameter of the route.
    case segment(Int)
    /// The response's content.
    case response(ValuePath)
    /// The first response field of this name.
    case responseField(String)
    /// What an earlier exchange left in the store.
    case stored(ValuePath)
    /// What is stored about another thing that the request or the stored thing names: the product of an order.
    indirect case related(Place, ValuePath)
    /// A value made for this request, or a part of it.
    case made(Int, ValuePath = ValuePath())

    /// Whether it belongs to the request's content or query, where things may be left out.
    var isRequest: Bool {
        switch self {
        case .body, .query: true
        default: false
        }
    }

    /// Whether an earlier exchange left it.
    var isKept: Bool {
        switch self {
        case .stored, .related: true
        default: false
        }
    }

    /// Whether it was there before the answer was made.
    var isRemembered: Bool {
        switch self {
        case .body, .file, .query, .field, .segment, .stored, .related: true
        case .response, .responseField, .made: false
        }
    }

    /// Whether it belongs to another thing: values that are the same by chance are no reason to read it.
    var isRelated: Bool { if case .related = self { true } else { false } }

    /// Whether it is one element of a list in the store: which one would be chance.
    var isInStoredList: Bool {
        switch self {
        case .stored(let path), .related(_, let path): !path.steps.allSatisfy(\.isMember)
        default: false
        }
    }

    /// The value of a sample at this place.
    func value(in sample: Sample) -> JSON? {
        switch self {
        case .body(let path): sample.request.flatMap { path.value(in: $0) }
        case .file(let path): sample.files.flatMap { path.value(in: $0) }
        case .field(let name): sample.exchange.request.fields.first(named: name).map { .string($0) }
        case .query(let name): sample.query.first { $0.name == name }.map { .string($0.value) }
        case .segment(let index):
            sample.segments.indices.contains(index) ? .string(sample.segments[index]) : JSON?.none
        case .response(let path): if case .json(let json) = sample.response { path.value(in: json) } else { JSON?.none }
        case .responseField(let name): sample.responseFields.first(named: name).map { .string($0) }
        case .stored(let path): sample.stored.flatMap { path.value(in: $0) }
        case .related(let key, let path): sample.related[key].flatMap { path.value(in: $0.thing) }
        case .made(let index, let path):
            sample.made.indices.contains(index) ? path.value(in: sample.made[index]) : JSON?.none
        }
    }
}

/// How places are spelled in the templates of one mock.
struct Spelling {
    /// The route's parameters by segment.
    var parameters: [Int: String] = [:]
    /// What reads the stored thing: `$.gS['orders:${$.pathParam.id}']`.
    var store = ""
    /// What reads other things, by where they are named.
    var related: [Place: String] = [:]
    /// The names of the values made new.
    var made: [String] = []

    /// The expression that reads a place.
    func expression(_ place: Place) -> String {
        switch place {
        case .body(let path): "$.req\(path.spelling)"
        case .file(let path): "$.reqFile\(path.spelling)"
        case .field(let name): "$.reqHeader.\(name)[0]"
        case .query(let name): ValuePath.isPlain(name) ? "$.queryParams.\(name)" : "$.queryParams['\(name)']"
        case .segment(let index): "$.pathParam.\(parameters[index] ?? "segment\(index)")"
        case .response(let path): "$.resp\(path.spelling)"
        case .responseField(let name): "$.respHeader.\(name)[0]"
        case .stored(let path): store + path.spelling
        case .related(let key, let path): "\(related[key] ?? expression(key))\(path.spelling)"
        case .made(let index, let path):
            "$.mS.\(made.indices.contains(index) ? made[index] : "value\(index)")\(path.spelling)"
        }
    }

    /// The name nearest to a place's value, for comparing with the name of where it turns up again.
    func name(_ place: Place) -> String? {
        switch place {
        case .body(let path), .file(let path), .response(let path), .stored(let path), .related(_, let path): path.name
        case .field(let name), .query(let name), .responseField(let name): name
        case .segment(let index): parameters[index]
        case .made(let index, let path): path.name ?? made[index]
        }
    }

    /// A literal text that no template reader takes for an expression.
    static func literal(_ text: String) -> String {
        guard text.contains("$.") else { return text }
        return text.replacing("$.", with: "\\$.")
    }
}
