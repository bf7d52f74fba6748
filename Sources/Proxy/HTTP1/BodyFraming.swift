internal import Model

/// How the end of a body is known (RFC 9112 §6.3).
enum BodyFraming: Hashable, Sendable {
    /// There is no body.
    case none
    /// So many bytes; may be zero.
    case length(Int)
    /// Chunks, then trailers.
    case chunked
    /// Until the peer closes; responses only.
    case untilClose

    /// How a request is framed.
    static func request(_ version: HTTPVersion, _ facts: HeadFacts) -> Result<BodyFraming, HTTPViolation> {
        switch facts.transferCoding {
        case .absent: return .success(facts.contentLength.map(BodyFraming.length) ?? .none)
        case .other: return .failure(.unknownTransferCoding)
        case .chunked:
            if facts.contentLength != nil { return .failure(.contentLengthWithTransferEncoding) }
            return version == .http10 ? .failure(.unknownTransferCoding) : .success(.chunked)
        }
    }

    /// How the response to a request with this method is framed. Transfer-Encoding wins over Content-Length.
    static func response(_ status: Int, to method: String, _ facts: HeadFacts) -> BodyFraming {
        if status < 200 || status == 204 || status == 304 || method == "HEAD" { return .none }
        if method == "CONNECT", status < 300 { return .none }
        switch facts.transferCoding {
        case .chunked: return .chunked
        case .other: return .untilClose
        case .absent: return facts.contentLength.map(BodyFraming.length) ?? .untilClose
        }
    }
}
