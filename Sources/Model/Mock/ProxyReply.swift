/// What a mock lets the real host answer, and what is changed on the way; `proxy` in JSON.
public struct ProxyReply: Sendable, Hashable {
    /// An absolute URL. Its path stands before the request's, unless `path` says what is asked for.
    public var target: String
    /// Ours: the path and query to ask for, a template; nil for the request's own.
    public var path: String?
    /// Ours: what the request's own path loses at its start.
    public var stripPrefix: String?
    /// Ours: fields set on the request; templates.
    public var fields: [TemplateField] = []
    /// Ours: fields taken off the request.
    public var removedFields: [String] = []
    /// Ours: fields set on the response; templates.
    public var responseFields: [TemplateField] = []
    /// Ours: fields taken off the response.
    public var removedResponseFields: [String] = []
    /// Ours: whether the real host is told the Host that the client named.
    public var preservesHost = false
    /// Ours: whether redirects and cookies that name the real host are turned to us.
    public var rewritesLocation = true
    /// How long the response is held after the real host answered; `response.delay` in JSON, in milliseconds.
    public var delay: Delay?

    /// A proxy that changes nothing but what points at the real host.
    public init(target: String) { self.target = target }
}
