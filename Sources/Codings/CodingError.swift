/// Why content could not be decoded or encoded. What was decoded until then stays available.
public enum CodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Content-Encoding names a coding that is not supported.
    case unknownCoding(String)
    /// The content is not what the coding demands.
    case malformed(ContentCoding, reason: String, decoded: [UInt8])
    /// The content ends too early.
    case truncated(decoded: [UInt8])
    /// More than the limit would have come out.
    case tooLarge(limit: Int, decoded: [UInt8])
    /// A library refused, usually for want of memory.
    case libraryFailed(function: String, code: Int)

    /// What was decoded until the error.
    public var decoded: [UInt8] {
        switch self {
        case .malformed(_, _, let decoded), .truncated(let decoded), .tooLarge(_, let decoded): decoded
        case .unknownCoding, .libraryFailed: []
        }
    }

    /// What a reader of a log needs to know.
    public var description: String {
        switch self {
        case .unknownCoding(let name):
            "the content coding \"\(name)\" is not supported; known are gzip, deflate, br and zstd"
        case .malformed(let coding, let reason, let decoded):
            "the content is not valid \(coding.rawValue) after \(decoded.count) decoded bytes: \(reason)"
        case .truncated(let decoded):
            "the coded content ends too early, after \(decoded.count) decoded bytes"
        case .tooLarge(let limit, _):
            "the content grows past \(limit) bytes when decoded"
        case .libraryFailed(let function, let code):
            "\(function) failed with code \(code)"
        }
    }
}
