/// What a peer did that HTTP/1.1 forbids, or that could be read in two ways (RFC 9112).
enum HTTPViolation: Error, Hashable {
    /// A line ended in LF without CR (§2.2).
    case bareLineFeed
    /// A CR or another control character stood inside a line (§2.2, RFC 9110 §5.5).
    case controlCharacter
    /// The start line is not `METHOD target HTTP/x.y` or `HTTP/x.y status reason` (§3, §4).
    case malformedStartLine
    /// The request target is none of the four forms (§3.2).
    case malformedTarget
    /// A version that we do not speak (§2.3).
    case unknownVersion(String)
    /// The start line is longer than so many bytes (§3).
    case startLineTooLong(limit: Int)
    /// The head or the trailers have more than so many bytes.
    case fieldsTooLarge(limit: Int)
    /// A line without a colon, or with bytes in its name that are no token (RFC 9110 §5.1).
    case malformedFieldName
    /// White space before the colon (§5.1).
    case spaceBeforeColon
    /// A line that goes on the next one (§5.2).
    case foldedLine
    /// A request in HTTP/1.1 without Host (§3.2).
    case missingHost
    /// More than one Host line (§3.2).
    case repeatedHost
    /// A Host value that is no `host[:port]`.
    case malformedHost
    /// A Content-Length that is no number (§6.3).
    case malformedContentLength
    /// Content-Length lines that say different things (§6.3).
    case differentContentLengths
    /// Content-Length next to Transfer-Encoding: two readers could see two different bodies (§6.3).
    case contentLengthWithTransferEncoding
    /// A transfer coding other than chunked at the end, or in HTTP/1.0 (§6.1).
    case unknownTransferCoding
    /// A chunk size that is no hexadecimal number, or too large, or a chunk that does not end where it said (§7.1).
    case malformedChunk
    /// The peer closed inside a head.
    case endInsideHead
    /// The peer closed inside a body.
    case endInsideBody

    /// The status with which a client is told.
    var status: Int {
        switch self {
        case .unknownVersion: 505
        case .startLineTooLong: 414
        case .fieldsTooLarge: 431
        default: 400
        }
    }

    /// What is wrong, as the end of a sentence: "the request …", "the response …".
    var reason: String {
        switch self {
        case .bareLineFeed: "has a line that ends in LF alone; lines end in CRLF"
        case .controlCharacter: "has a control character inside a line"
        case .malformedStartLine: "has a start line that is not HTTP"
        case .malformedTarget: "has a target that is neither a path, an absolute URL, host:port (CONNECT) nor *"
        case .unknownVersion(let version): "is in \(version); HTTP/1.1 and HTTP/1.0 are spoken here"
        case .startLineTooLong(let limit): "has a start line of more than \(limit) bytes"
        case .fieldsTooLarge(let limit): "has more than \(limit) bytes of fields"
        case .malformedFieldName: "has a field line without a valid name and a colon"
        case .spaceBeforeColon: "has white space between a field's name and its colon"
        case .foldedLine: "has a field that is folded over several lines"
        case .missingHost: "has no Host field, which HTTP/1.1 asks for"
        case .repeatedHost: "has more than one Host field"
        case .malformedHost: "has a Host field that is not host or host:port"
        case .malformedContentLength: "has a Content-Length that is not a number"
        case .differentContentLengths: "has Content-Length fields that differ"
        case .contentLengthWithTransferEncoding: "has both Content-Length and Transfer-Encoding"
        case .unknownTransferCoding:
            "has a Transfer-Encoding that does not end in chunked, or that HTTP/1.0 does not know"
        case .malformedChunk: "has a chunk whose size or end is malformed"
        case .endInsideHead: "ended inside its head"
        case .endInsideBody: "ended before its body was complete"
        }
    }
}
