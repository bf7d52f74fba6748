internal import COpenSSL

/// Keeps bytes from everybody who does not know a key, and shows when they were changed: AES-256-GCM (NIST SP 800-38D).
///
/// What is sealed begins with a byte for the form, 1; then come a nonce of 12 bytes, the ciphertext, and a tag of 16 bytes.
public struct Sealing: Sendable {
    /// How many bytes a key has.
    public static let keyLength = 32
    static let (nonceLength, tagLength) = (12, 16)
    private static let form: UInt8 = 1

    private let key: [UInt8]

    /// Sealing under a key of `keyLength` bytes.
    public init(key: [UInt8]) throws(TLSError) {
        guard key.count == Self.keyLength else {
            throw TLSError(.configuration, in: "Sealing", "the key has \(key.count) bytes, not \(Self.keyLength)")
        }
        self.key = key
    }

    /// The bytes, sealed under a nonce of their own: the same bytes give others each time.
    ///
    /// - Parameter label: what they belong to. It is not kept; opening takes the same one.
    public func sealed(_ bytes: [UInt8], label: [UInt8]) throws(TLSError) -> [UInt8] {
        // Random nonces of 96 bits are safe for 2^32 messages under one key (SP 800-38D §8.3).
        let nonce = try SecureRandom.bytes(Self.nonceLength)
        let (ciphertext, tag) = try encrypted(bytes, label: label, nonce: nonce)
        return [Self.form] + nonce + ciphertext + tag
    }

    /// What was sealed under this key and label.
    ///
    /// - Throws: that it was sealed under another key or label, was changed since, or is of another form.
    public func opened(_ sealed: [UInt8], label: [UInt8]) throws(TLSError) -> [UInt8] {
        guard sealed.count > Self.nonceLength + Self.tagLength, sealed[0] == Self.form else {
            throw TLSError(.configuration, in: "Sealing", "it is not of a form that this version knows")
        }
        let content = sealed.dropFirst()
        return try decrypted(
            Array(content.dropFirst(Self.nonceLength).dropLast(Self.tagLength)),
            label: label,
            nonce: Array(content.prefix(Self.nonceLength)),
            tag: Array(content.suffix(Self.tagLength))
        )
    }
}

extension Sealing {
    /// Authenticated encryption (SP 800-38D §7.1): as many bytes as go in come out, and the tag.
    func encrypted(
        _ bytes: [UInt8],
        label: [UInt8],
        nonce: [UInt8]
    ) throws(TLSError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let context = try CipherContext()
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        // GCM writes no last block; the functions that end a message want room for one all the same.
        var rest = [UInt8](repeating: 0, count: 16)
        try ErrorQueue.check(
            EVP_EncryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce),
            "EVP_EncryptInit_ex"
        )
        let ciphertext = try context.passed(label, bytes, by: EVP_EncryptUpdate, "EVP_EncryptUpdate")
        try ErrorQueue.check(EVP_EncryptFinal_ex(context.pointer, &rest, &context.count), "EVP_EncryptFinal_ex")
        try ErrorQueue.check(
            EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), &tag),
            "EVP_CIPHER_CTX_ctrl"
        )
        return (ciphertext, tag)
    }

    /// Authenticated decryption (SP 800-38D §7.2): nothing, unless the tag is right.
    func decrypted(
        _ ciphertext: [UInt8],
        label: [UInt8],
        nonce: [UInt8],
        tag: [UInt8]
    ) throws(TLSError) -> [UInt8] {
        let context = try CipherContext()
        var (tag, rest) = (tag, [UInt8](repeating: 0, count: 16))
        try ErrorQueue.check(
            EVP_DecryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key, nonce),
            "EVP_DecryptInit_ex"
        )
        let bytes = try context.passed(label, ciphertext, by: EVP_DecryptUpdate, "EVP_DecryptUpdate")
        try ErrorQueue.check(
            EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag),
            "EVP_CIPHER_CTX_ctrl"
        )
        guard EVP_DecryptFinal_ex(context.pointer, &rest, &context.count) == 1 else {
            ErrorQueue.clear()
            throw TLSError(
                .configuration,
                in: "EVP_DecryptFinal_ex",
                "it was sealed under another key, or was changed since"
            )
        }
        return bytes
    }
}

/// Owns an EVP_CIPHER_CTX for one message.
private final class CipherContext {
    typealias Update = (
        OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
    ) -> Int32

    let pointer: OpaquePointer
    /// How many bytes the last call wrote.
    var count: Int32 = 0

    init() throws(TLSError) {
        TLSLibrary.start()
        ErrorQueue.clear()
        pointer = try ErrorQueue.require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }

    /// Takes the label in and gives what becomes of the bytes.
    func passed(
        _ label: [UInt8],
        _ bytes: [UInt8],
        by update: Update,
        _ function: String
    ) throws(TLSError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: bytes.count)
        if !label.isEmpty { try pass(label, into: nil, by: update, function) }
        if !bytes.isEmpty {
            try result.withUnsafeMutableBufferPointer { buffer throws(TLSError) in
                try pass(bytes, into: buffer.baseAddress, by: update, function)
            }
        }
        return result
    }

    private func pass(
        _ bytes: [UInt8],
        into room: UnsafeMutablePointer<UInt8>?,
        by update: Update,
        _ function: String
    ) throws(TLSError) {
        guard let length = Int32(exactly: bytes.count) else {
            throw TLSError(.configuration, in: function, "it is longer than libcrypto takes at once")
        }
        try ErrorQueue.check(update(pointer, room, &count, bytes, length), function)
    }
}
