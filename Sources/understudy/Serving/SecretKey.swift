internal import Model
internal import TLS

/// Where the key comes from that secrets are sealed with: `UNDERSTUDY_SECRET_KEY`, or else a file beside the database that is
/// made when the first secret is kept.
struct SecretKey {
    /// The variable's name.
    static let variable = "UNDERSTUDY_SECRET_KEY"

    private let given: Sealing?
    /// The file beside the database.
    let path: String

    /// - Throws: when the variable holds no key, or the file may be read by others or holds none. The words show neither.
    init(database: String, environment: (String) -> String?) throws(UserError) {
        path = "\(database).key"
        guard let text = environment(Self.variable), !text.isEmpty else {
            given = nil
            return
        }
        guard let key = Self.bytes(of: text) else {
            throw .usage(
                """
                \(Self.variable) holds no key: it should be 32 bytes in base64 or in 64 hexadecimal digits, as \
                `openssl rand -base64 32` prints them
                """
            )
        }
        given = try Self.sealing(key)
    }

    /// What it is called in errors.
    var name: String { given == nil ? path : Self.variable }

    /// The sealing; nil when there is no key yet.
    func existing() throws(UserError) -> Sealing? {
        if let given { return given }
        let text: [UInt8]?
        do throws(TLSError) { text = try PrivateFile.read(path) } catch { throw .failure(error.reason) }
        return try text.map { text throws(UserError) in try sealing(inFile: text) }
    }

    /// The sealing, under a new key where there is none yet.
    func made() throws(UserError) -> Sealing {
        if let given { return given }
        let text: [UInt8]
        do throws(TLSError) {
            text = try PrivateFile.loadOrCreate(path) { () throws(TLSError) in
                Array((Base64.encoded(try SecureRandom.bytes(Sealing.keyLength)) + "\n").utf8)
            }
        } catch { throw .failure(error.reason) }
        return try sealing(inFile: text)
    }

    private func sealing(inFile text: [UInt8]) throws(UserError) -> Sealing {
        guard let key = Self.bytes(of: String(decoding: text, as: UTF8.self)) else {
            throw .failure(
                """
                \(path) holds no key for secrets: it should be 32 bytes in base64 or in 64 hexadecimal digits; restore it, or \
                set \(Self.variable)
                """
            )
        }
        return try Self.sealing(key)
    }

    private static func sealing(_ key: [UInt8]) throws(UserError) -> Sealing {
        do throws(TLSError) { return try Sealing(key: key) } catch { throw .failure(error.reason) }
    }

    /// The 32 bytes that a text stands for; nil when it does not.
    static func bytes(of text: String) -> [UInt8]? {
        let characters = text.utf8.drop { $0 <= 0x20 }
        let word = String(decoding: characters.prefix { $0 > 0x20 }, as: UTF8.self)
        guard characters.dropFirst(word.utf8.count).allSatisfy({ $0 <= 0x20 }) else { return nil }
        let bytes = word.utf8.count == 2 * Sealing.keyLength ? hexBytes(word) : Base64.decoded(word)
        return bytes.flatMap { $0.count == Sealing.keyLength ? $0 : nil }
    }

    private static func hexBytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
