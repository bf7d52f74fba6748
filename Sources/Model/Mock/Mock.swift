/// What Understudy answers to requests that match, and what it sends afterwards.
///
/// The JSON of a mock is Mockarty's, a superset of it: `docs/mock-format.md` lists every key.
public struct Mock: Sendable, Hashable {
    /// Unique among all mocks of a server, whatever their namespace.
    public var id: MockID
    /// For people; not matched.
    public var name: String?
    /// The unit of isolation.
    public var namespace: String?
    /// Mocks of one chain share a store.
    public var chainID: String?
    /// Stands before the route.
    public var pathPrefix: String?
    /// Groups mocks by environment.
    public var serverName: String?
    /// Higher is tried first.
    public var priority: Int64 = 0
    /// Seconds that it lives after it was stored; nil for ever.
    public var ttl: Int64?
    /// How often it may be used; nil without limit.
    public var useLimit: Int64?
    /// Labels.
    public var tags: [String] = []
    /// The folder that it lies in, for people; `folderId` in JSON.
    public var folderID: String?
    /// Which requests it answers.
    public var http: HTTPMatcher
    /// What it answers.
    public var reply: Reply
    /// What it sends because of an answer; `webhooks` in JSON.
    public var callbacks: [CallbackConfig] = []
    /// Values that the request writes to stores before the answer is rendered, in order.
    public var extractions: [Extraction] = []
    /// The mock store's values at the start of each request, in order.
    public var mockStore: [JSONObject.Member] = []
    /// Ours: what it was made from and why each template stands where it does. Not interpreted by replay, except
    /// `recorded.redaction`.
    public var recorded: JSON?

    /// A mock with defaults for everything but its name, matcher and reply.
    public init(id: MockID, http: HTTPMatcher, reply: Reply) {
        (self.id, self.http, self.reply) = (id, http, reply)
    }

    /// What a mock answers.
    public enum Reply: Sendable, Hashable {
        /// The same template each time; `response` in JSON.
        case fixed(ReplyTemplate)
        /// One of several templates; `oneOf` in JSON.
        case oneOf(ReplySequence)
        /// What the real host says; `proxy` in JSON.
        case proxy(ProxyReply)
    }
}

/// Which requests a mock answers. All conditions must hold.
public struct HTTPMatcher: Sendable, Hashable {
    /// A method; nil for any.
    public var method: String?
    /// A path of segments: `/orders/:id`; `:name` binds one segment, `*` at the end takes the rest.
    public var route: String
    /// Ours: the host (with its port when it is not the scheme's own) that a request must name when it comes through the
    /// forward proxy. Requests in origin-form that name another host match all the same. Nil for any.
    public var host: Authority?
    /// Ours: `http` or `https`; like `host`, it binds only requests that came through the forward proxy. Nil for any.
    public var scheme: Scheme?
    /// Conditions on the body.
    public var body: [Condition] = []
    /// Conditions on query parameters; `path` is the parameter's name.
    public var query: [Condition] = []
    /// Conditions on fields; `path` is the field's name.
    public var fields: [Condition] = []
    /// Ours: conditions on path parameters; `path` is the parameter's name.
    public var pathParameters: [Condition] = []
    /// Ours: conditions on cookies; `path` is the cookie's name.
    public var cookies: [Condition] = []
    /// Ours: what must hold besides, of the request and the stores. The path of a check is a template expression.
    public var when: [Condition] = []
    /// Whether arrays compare without regard to order where a condition does not say.
    public var sortsArrays = false

    /// A matcher of a route.
    public init(method: String? = nil, route: String) {
        (self.method, self.route) = (method, route)
    }
}

/// What must hold of a value found in a request.
public indirect enum Condition: Sendable, Hashable {
    /// A single check.
    case check(Check)
    /// Ours: at least one holds.
    case any([Condition])
    /// Ours: all hold.
    case all([Condition])
    /// Ours: it does not hold.
    case not(Condition)

    /// One value against one operand.
    public struct Check: Sendable, Hashable {
        /// Where the value is: a JSONPath for bodies (`$.a.b`, `a.b` and `$.body.a` are the same), else a name.
        public var path: String
        /// How to compare; `assertAction` in JSON.
        public var action: Action
        /// The operand.
        public var value: JSON?
        /// The name of an uploaded template file whose text is the operand; `valueFromFile` in JSON.
        public var valuePath: String?
        /// Whether arrays compare without regard to order; nil leaves it to the mock.
        public var sortsArrays: Bool?
        /// Whether the value is base64 that is undone first.
        public var decodesBase64 = false

        /// A check.
        public init(path: String, action: Action, value: JSON? = nil) {
            (self.path, self.action, self.value) = (path, action, value)
        }
    }

    /// The operators; the raw values are the spellings in JSON.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Equal as JSON values; for fields and parameters as text.
        case equals
        /// Holds the operand: as part of text, as an element, or as a sub-object.
        case contains
        /// Not `equals`.
        case notEquals = "not_equals"
        /// Not `contains`.
        case notContains = "not_contains"
        /// There, whatever it is.
        case any
        /// There and neither null nor empty.
        case notEmpty
        /// Missing, null or empty.
        case empty
        /// A regular expression finds something.
        case matches
        /// Ours: greater, as numbers.
        case greater = "gt"
        /// Ours: greater or equal, as numbers.
        case greaterOrEqual = "gte"
        /// Ours: less, as numbers.
        case less = "lt"
        /// Ours: less or equal, as numbers.
        case lessOrEqual = "lte"
        /// Ours: not there at all.
        case absent
        /// Ours: equal to one of the operand's elements.
        case isIn = "in"
        /// A number whose last digit checks the others (ISO/IEC 7812-1, Luhn).
        case luhn = "plugin:luhn"
        /// A whole number that the operand divides.
        case divisibleBy = "plugin:divisible_by"
        /// A JSON Web Token: three parts of base64url, the first two of which are JSON (RFC 7519).
        case jwt = "plugin:jwt"
        /// A phone number of E.164: a plus sign and up to 15 digits.
        case e164 = "plugin:e164"
        /// An IPv4 address in dotted decimal.
        case ipv4 = "plugin:ipv4"
    }
}

/// A response with templates in it.
public struct ReplyTemplate: Sendable, Hashable {
    /// 200 where nothing is said.
    public var status: Int = 200
    /// Names with their values, in order; each value may hold templates.
    public var fields: [TemplateField] = []
    /// The content; a string is sent as the text that it is, everything else as JSON. Nil for none.
    public var payload: JSON?
    /// The name of an uploaded template file whose text is the payload; `payloadTemplatePath` in JSON.
    public var payloadPath: String?
    /// Whether the payload is base64 of the bytes to send; `decode: "base64"` in JSON.
    public var decodesBase64 = false
    /// How long to wait before the answer; `delay` in JSON is in milliseconds.
    public var delay: Delay?
    /// Ours: how the content is spread over time; nil sends it at once.
    public var dribble: Dribble?
    /// Ours: how the answer breaks on its way.
    public var fault: AnswerFault?
    /// Server-sent events instead of a payload; `sseEventChain` in JSON.
    public var events: EventChain?
    /// Ours: callbacks of this answer alone, besides those of the mock; `webhooks` in JSON.
    public var callbacks: [CallbackConfig] = []

    /// 200 without content.
    public init() {}
}

/// Ours: a content that comes in several chunks.
public struct Dribble: Sendable, Hashable {
    /// How many chunks; at least one.
    public var chunks: Int
    /// From the first to the last byte, in milliseconds.
    public var duration: Double

    /// A slow content.
    public init(chunks: Int, duration: Double) { (self.chunks, self.duration) = (chunks, duration) }
}

/// One field with a template as its value.
public struct TemplateField: Sendable, Hashable {
    /// The field's name.
    public var name: String
    /// Text that may hold templates.
    public var value: String

    /// A field.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// Several answers of one mock.
public struct ReplySequence: Sendable, Hashable {
    /// How the next is chosen.
    public enum Order: String, Sendable, Hashable {
        /// In turn.
        case inOrder = "order"
        /// By chance.
        case random
    }

    /// Ours: what follows the last one in turn.
    public enum End: String, Sendable, Hashable {
        /// The first again: Mockarty's way, and the default.
        case wrap
        /// The last again: what a built mock says.
        case last
        /// The mock does not match any more.
        case exhausted
    }

    /// How the next is chosen.
    public var order: Order = .inOrder
    /// What follows the last.
    public var end: End = .wrap
    /// The answers; at least one.
    public var replies: [ReplyTemplate]

    /// Answers in turn.
    public init(replies: [ReplyTemplate]) { self.replies = replies }
}

/// A duration that may be drawn anew each time; all values are milliseconds.
public enum Delay: Sendable, Hashable {
    /// Always the same.
    case fixed(Double)
    /// Between both, evenly.
    case uniform(lower: Double, upper: Double)
    /// Log-normal with this median and sigma, cut at the maximum.
    case lognormal(median: Double, sigma: Double, maximum: Double?)
}

/// A value that goes into a store when a request matches.
public struct Extraction: Sendable, Hashable {
    /// The stores.
    public enum Store: String, Sendable, Hashable {
        /// One mock, one request; `$.mS`.
        case mock
        /// Mocks with one chain id; `$.cS`.
        case chain
        /// All mocks of a namespace; `$.gS`.
        case global
    }

    /// Which store it goes to.
    public var store: Store
    /// Under which key. Ours: may hold templates, so that a store can hold one entry for each thing.
    public var key: String
    /// The value; strings in it may hold templates.
    public var value: JSON
    /// Ours: taken from the rendered response instead of before it, so that `$.resp` may be used.
    public var isAfterResponse = false

    /// An extraction.
    public init(store: Store, key: String, value: JSON) {
        (self.store, self.key, self.value) = (store, key, value)
    }
}
