internal import COpenSSL

/// Owns an X509.
final class Certificate: @unchecked Sendable {
    // Nobody changes a certificate after it was made; what libcrypto remembers in it, it locks.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// The first certificate of a PEM text.
    convenience init(pem: [UInt8], from name: String) throws(TLSError) {
        guard let first = try Self.list(pem: pem).first else { throw Self.nothing(in: name) }
        self.init(owning: first.pointer)
        X509_up_ref(first.pointer)
    }

    /// All certificates of a PEM file; at least one.
    static func list(inFile path: String) throws(TLSError) -> [Certificate] {
        let certificates = try list(pem: try SmallFile.read(path))
        guard !certificates.isEmpty else { throw nothing(in: path) }
        return certificates
    }

    private static func list(pem: [UInt8]) throws(TLSError) -> [Certificate] {
        TLSLibrary.start()
        ErrorQueue.clear()
        let memory = try MemoryBIO.holding(pem)
        var certificates: [Certificate] = []
        while let pointer = PEM_read_bio_X509_AUX(memory.pointer, nil, nil, nil) {
            certificates.append(Certificate(owning: pointer))
        }
        ErrorQueue.clear()
        return certificates
    }

    private static func nothing(in name: String) -> TLSError {
        TLSError(
            .configuration,
            in: "PEM_read_bio_X509",
            "\(name) holds no certificate: it must have a block that begins with -----BEGIN CERTIFICATE-----"
        )
    }

    func pem() throws(TLSError) -> [UInt8] {
        ErrorQueue.clear()
        let memory = try MemoryBIO()
        try ErrorQueue.check(PEM_write_bio_X509(memory.pointer, pointer), "PEM_write_bio_X509")
        return memory.bytes
    }

    func der() throws(TLSError) -> [UInt8] {
        ErrorQueue.clear()
        let memory = try MemoryBIO()
        try ErrorQueue.check(i2d_X509_bio(memory.pointer, pointer), "i2d_X509_bio")
        return memory.bytes
    }

    /// Whether it may sign others (RFC 5280 §4.2.1.9).
    var isAuthority: Bool { X509_check_ca(pointer) == 1 }

    func belongs(to key: KeyPair) -> Bool {
        defer { ErrorQueue.clear() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }

    /// Seconds since the epoch, the first and the last of its life.
    var life: ClosedRange<Int> {
        let start = Self.seconds(X509_get0_notBefore(pointer))
        return start...max(start, Self.seconds(X509_get0_notAfter(pointer)))
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        var days: Int32 = 0
        var rest: Int32 = 0
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_STRING_free(epoch) }
        ASN1_TIME_diff(&days, &rest, epoch, time)
        return Int(days) * 86_400 + Int(rest)
    }
}
