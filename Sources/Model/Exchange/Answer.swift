/// A response that Understudy gives itself.
public struct Answer: Sendable {
    /// What it consists of. Shared, since an answer passes through many hands and the same one may be given for ever.
    @usableFromInline
    final class Parts: @unchecked Sendable {
        // Changed only by the one answer that holds them.
        @usableFromInline var status: Int
        @usableFromInline var fields: FieldSection
        @usableFromInline var body: [UInt8]
        @usableFromInline var delay: Duration
        @usableFromInline var pieces: (any AnswerPieces)?
        @usableFromInline var fault: AnswerFault?
        let isLasting: Bool

        init(_ status: Int, _ fields: FieldSection, _ body: [UInt8], _ delay: Duration) {
            (self.status, self.fields, self.body, self.delay) = (status, fields, body, delay)
            isLasting = false
        }

        @usableFromInline
        init(_ other: Parts, isLasting: Bool = false) {
            (status, fields, body, delay) = (other.status, other.fields, other.body, other.delay)
            (pieces, fault) = (other.pieces, other.fault)
            self.isLasting = isLasting
        }
    }

    @usableFromInline var parts: Parts

    /// The parts, to be changed.
    @inlinable
    mutating func own() -> Parts {
        if !isKnownUniquelyReferenced(&parts) { parts = Parts(parts) }
        return parts
    }

    /// 200 to 599.
    @inlinable public var status: Int {
        get { parts.status }
        _modify {
            let parts = own()
            yield &parts.status
        }
    }

    /// The fields, without Content-Length, Transfer-Encoding, Connection and Date, which the data plane adds.
    @inlinable public var fields: FieldSection {
        get { parts.fields }
        _modify {
            let parts = own()
            yield &parts.fields
        }
    }

    /// The content; empty where `pieces` gives it.
    @inlinable public var body: [UInt8] {
        get { parts.body }
        _modify {
            let parts = own()
            yield &parts.body
        }
    }

    /// How long to wait before the first byte.
    @inlinable public var delay: Duration {
        get { parts.delay }
        _modify {
            let parts = own()
            yield &parts.delay
        }
    }

    /// Gives the content piece by piece, in chunks, instead of `body`; nil for an answer that is written at once.
    @inlinable public var pieces: (any AnswerPieces)? {
        get { parts.pieces }
        _modify {
            let parts = own()
            yield &parts.pieces
        }
    }

    /// How the answer breaks on its way, for testing clients; nil when it arrives whole.
    @inlinable public var fault: AnswerFault? {
        get { parts.fault }
        _modify {
            let parts = own()
            yield &parts.fault
        }
    }

    /// An answer.
    public init(status: Int, fields: FieldSection = [], body: [UInt8] = [], delay: Duration = .zero) {
        parts = Parts(status, fields, body, delay)
    }

    /// The same answer, to be given again and again: whoever writes it may keep its bytes ready under `identity`. A change
    /// makes another answer of it.
    public var lasting: Answer {
        var answer = self
        answer.parts = Parts(parts, isLasting: true)
        return answer
    }

    /// What a lasting answer is known by as long as `identity` is held; nil for any other.
    public var identity: AnyObject? { parts.isLasting ? parts : nil }

    /// An answer of plain text.
    public static func text(_ status: Int, _ text: String) -> Answer {
        Answer(status: status, fields: [("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }

    /// An answer of JSON.
    public static func json(_ status: Int, _ value: JSON) -> Answer {
        Answer(status: status, fields: [("Content-Type", "application/json")], body: value.serialized())
    }
}

/// Gives the content of an answer over time: server-sent events, a slow body.
///
/// Asked for the next piece on the event loop of the client's connection as soon as the piece before has been flushed, and
/// let go when the client leaves. Belongs to one answer.
public protocol AnswerPieces: AnyObject, Sendable {
    /// The next piece; nil when the content is complete.
    func next() -> AnswerPiece?

    /// False while the next piece is still to come; then `next` is not asked for it.
    var isReady: Bool { get }

    /// Calls `goOn` once, from any thread, as soon as `isReady` is true again; at once when it is already.
    func whenReady(_ goOn: @escaping @Sendable () -> Void)
}

extension AnswerPieces {
    /// True: most contents are known beforehand.
    public var isReady: Bool { true }

    /// Calls at once.
    public func whenReady(_ goOn: @escaping @Sendable () -> Void) { goOn() }
}

/// A part of an answer's content.
public struct AnswerPiece: Sendable, Hashable {
    /// How long to wait before it is sent.
    public var delay: Duration
    /// The bytes; not empty.
    public var bytes: [UInt8]

    /// A piece.
    public init(after delay: Duration = .zero, _ bytes: [UInt8]) { (self.delay, self.bytes) = (delay, bytes) }
}

/// How an answer breaks; the raw values are the spellings of `fault` in JSON.
public enum AnswerFault: String, Sendable, Hashable, CaseIterable {
    /// The connection is reset (TCP RST) and nothing is sent.
    case reset
    /// The connection is closed and nothing is sent.
    case empty
    /// The head announces the whole content, half of it follows, and the connection is closed.
    case truncated
    /// Bytes that are no HTTP are sent, and the connection is closed.
    case garbage
}

/// The usual reason phrases (RFC 9110 §15).
public func reasonPhrase(for status: Int) -> String { reasonPhrases[status] ?? "" }

private let reasonPhrases: [Int: String] = [
    100: "Continue", 101: "Switching Protocols", 103: "Early Hints",
    200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
    205: "Reset Content", 206: "Partial Content",
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout",
    409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
    418: "I'm a teapot", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
    424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported", 507: "Insufficient Storage",
    511: "Network Authentication Required",
]
