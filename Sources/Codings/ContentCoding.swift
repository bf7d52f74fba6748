/// A content coding as it stands in Content-Encoding (RFC 9110 §8.4.1).
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    /// The gzip format (RFC 1952); `x-gzip` means the same.
    case gzip
    /// The zlib format (RFC 1950); servers also send deflate data without its wrapper (RFC 1951), which is read too.
    case deflate
    /// Brotli (RFC 7932).
    case brotli = "br"
    /// Zstandard (RFC 8878).
    case zstd
    /// No coding at all.
    case identity

    /// Reads one coding's name, in whatever case. Nil for a name that nobody here can decode.
    public init?(token: some StringProtocol) {
        switch token.lowercased() {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case "br": self = .brotli
        case "zstd": self = .zstd
        case "identity": self = .identity
        default: return nil
        }
    }

    /// Reads the value of Content-Encoding: the codings in the order in which they were applied, without `identity`.
    ///
    /// - Throws: `unknownCoding` for the first name that is none of ours.
    public static func list(_ value: String) throws(CodingError) -> [ContentCoding] {
        var codings: [ContentCoding] = []
        for part in value.split(separator: ",") {
            let token = part.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            guard !token.isEmpty else { continue }
            guard let coding = ContentCoding(token: String(token)) else { throw .unknownCoding(String(token)) }
            if coding != .identity { codings.append(coding) }
        }
        return codings
    }

    /// Undoes the codings that a Content-Encoding value names, the last one first.
    ///
    /// - Parameters:
    ///   - bytes: the content as sent; no bytes at all decode to none.
    ///   - codings: the value of Content-Encoding (`gzip`, `gzip, br`, empty for none).
    ///   - limit: how many bytes may come out, at any stage.
    /// - Throws: for an unknown coding, and for content that is broken, cut off or grows past the limit; the error then
    ///   carries what was decoded until there.
    public static func decode(_ bytes: [UInt8], codings: String, limit: Int) throws(CodingError) -> [UInt8] {
        let decoded = try decodeAsFarAsPossible(bytes, codings: codings, limit: limit)
        switch decoded.ending {
        case .complete: return decoded.bytes
        case .truncated: throw .truncated(decoded: decoded.bytes)
        case .limitReached: throw .tooLarge(limit: limit, decoded: decoded.bytes)
        case .malformed(let coding, let reason):
            throw .malformed(coding, reason: reason, decoded: decoded.bytes)
        }
    }

    /// Like `decode`, for content that may have been cut: gives what could be decoded and says how it ended.
    ///
    /// - Throws: only for an unknown coding, or when a library has no memory.
    public static func decodeAsFarAsPossible(
        _ bytes: [UInt8],
        codings: String,
        limit: Int
    ) throws(CodingError) -> DecodedContent {
        let list = try list(codings)
        guard !list.isEmpty, !bytes.isEmpty else {
            return bytes.count > limit
                ? DecodedContent(bytes: Array(bytes.prefix(limit)), ending: .limitReached)
                : DecodedContent(bytes: bytes, ending: .complete)
        }
        let decoder = try ContentDecoder(codings: list, limit: limit)
        decoder.append(bytes)
        return decoder.content
    }
}

/// What came out of a decoder, and how it ended.
public struct DecodedContent: Sendable, Hashable {
    /// Why a decoder stopped.
    public enum Ending: Sendable, Hashable {
        /// The content ended where its codings say that it may.
        case complete
        /// The content was cut off before its end.
        case truncated
        /// More would have come out than allowed.
        case limitReached
        /// The content is not what the coding demands.
        case malformed(ContentCoding, reason: String)
    }

    /// All that was decoded.
    public var bytes: [UInt8]
    /// How it ended.
    public var ending: Ending
}

private func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
