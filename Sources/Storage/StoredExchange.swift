public import Model

/// An exchange as it goes to the disk and comes back: with its secrets replaced, and its bodies also decoded.
public struct StoredExchange: Sendable {
    /// The exchange; its bodies keep their content coding.
    public var exchange: Exchange
    /// What else is known of the request's body.
    public var request: BodyNotes
    /// What else is known of the response's body.
    public var response: BodyNotes

    /// What storage keeps of a body beside the bytes that were sent.
    public struct BodyNotes: Sendable, Hashable {
        /// The content without its content codings; nil when it has none, or none that could be undone.
        public var decoded: [UInt8]?
        /// What is special about the stored bytes, in words.
        public var note: String?

        /// Nothing special, unless named.
        public init(decoded: [UInt8]? = nil, note: String? = nil) { (self.decoded, self.note) = (decoded, note) }
    }

    /// An exchange with what is known of its bodies.
    public init(_ exchange: Exchange, request: BodyNotes = BodyNotes(), response: BodyNotes = BodyNotes()) {
        (self.exchange, self.request, self.response) = (exchange, request, response)
    }

    /// The request's content for reading, codings undone.
    public var readableRequest: [UInt8] { request.decoded ?? exchange.requestBody.bytes }

    /// The response's content for reading, codings undone.
    public var readableResponse: [UInt8] { response.decoded ?? exchange.response?.body.bytes ?? [] }
}
