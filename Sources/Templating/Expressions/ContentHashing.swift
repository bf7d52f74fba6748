internal import Model
internal import TLS

/// Hashes of contents, as file stores and ETags tell them.
public enum ContentHashing: String, Sendable, CaseIterable {
    case sha256, md5, sha1

    /// How the bytes of a hash are written, and how a text holds bytes.
    public enum Coding: String, Sendable, CaseIterable {
        /// The text's own bytes in UTF-8; of a hash, none.
        case text
        /// Two hexadecimal digits a byte, in lower case.
        case hex
        /// RFC 4648 §4.
        case base64

        /// The bytes that a text holds; nil where it holds none in this way.
        public func bytes(of text: String) -> [UInt8]? {
            switch self {
            case .text: Array(text.utf8)
            case .base64: Base64.decoded(text)
            case .hex: nil
            }
        }
    }

    /// How many bytes a hash has.
    public var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// The hash of some bytes as text; nil where the system's libcrypto does not allow the function.
    public func text(of bytes: [UInt8], _ coding: Coding) -> String? {
        let hash =
            switch self {
            case .md5: Digest.md5(bytes)
            case .sha1: Digest.sha1(bytes)
            case .sha256: Digest.sha256(bytes)
            }
        guard let hash else { return nil }
        if coding == .base64 { return Base64.encoded(hash) }
        return hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension ContentHashing {
    /// `digest(x, 'sha256', 'hex', 'base64')`: the hash of a text, how it is written, and how the text holds its bytes.
    static func value(_ arguments: [JSON?]) -> JSON? {
        guard let hashing = (arguments[1]?.string).flatMap(Self.init(rawValue:)),
            let coding = coding(arguments, 2, else: .hex), coding != .text, let bytes = bytes(arguments, coding: 3)
        else { return nil }
        return hashing.text(of: bytes, coding).map { .string($0) }
    }

    /// `size(x, 'base64')`: how many bytes a text holds.
    static func size(_ arguments: [JSON?]) -> JSON? { bytes(arguments, coding: 1).map { .int($0.count) } }

    private static func bytes(_ arguments: [JSON?], coding place: Int) -> [UInt8]? {
        guard let text = arguments[0]?.textValue, let coding = coding(arguments, place, else: .text) else { return nil }
        return coding.bytes(of: text)
    }

    private static func coding(_ arguments: [JSON?], _ place: Int, else usual: Coding) -> Coding? {
        guard arguments.count > place else { return usual }
        return (arguments[place]?.string).flatMap(Coding.init(rawValue:))
    }
}
