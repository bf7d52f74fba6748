internal import COpenSSL

/// A certificate in the making: X.509 version 3 with a random serial number of 128 bits, signed with SHA-256.
struct CertificateDraft {
    private let certificate: Certificate

    /// For the public half of a key, valid from the first second to the last.
    init(for key: KeyPair, life: ClosedRange<Int>) throws(TLSError) {
        ErrorQueue.clear()
        certificate = Certificate(owning: try ErrorQueue.require(X509_new(), "X509_new"))
        let pointer = certificate.pointer
        try ErrorQueue.check(X509_set_version(pointer, Int(X509_VERSION_3)), "X509_set_version")
        try ErrorQueue.check(X509_set_pubkey(pointer, key.pointer), "X509_set_pubkey")
        _ = try ErrorQueue.require(ASN1_TIME_set(X509_getm_notBefore(pointer), life.lowerBound), "ASN1_TIME_set")
        _ = try ErrorQueue.require(ASN1_TIME_set(X509_getm_notAfter(pointer), life.upperBound), "ASN1_TIME_set")
        try setSerialNumber(try SecureRandom.bytes(16))
    }

    private func setSerialNumber(_ bytes: [UInt8]) throws(TLSError) {
        let number = try ErrorQueue.require(BN_bin2bn(bytes, Int32(bytes.count), nil), "BN_bin2bn")
        defer { BN_free(number) }
        let serial = X509_get_serialNumber(certificate.pointer)
        _ = try ErrorQueue.require(BN_to_ASN1_INTEGER(number, serial), "BN_to_ASN1_INTEGER")
    }

    /// Sets the subject to one common name, of 64 characters at most (RFC 5280, ub-common-name).
    func setSubject(_ commonName: String) throws(TLSError) {
        let result = X509_NAME_add_entry_by_NID(
            X509_get_subject_name(certificate.pointer),
            NID_commonName,
            MBSTRING_UTF8,
            Array(commonName.utf8),
            Int32(commonName.utf8.count),
            -1,
            0
        )
        try ErrorQueue.check(result, "X509_NAME_add_entry_by_NID")
    }

    func setIssuer(_ issuer: Certificate) throws(TLSError) {
        let result = X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.pointer))
        try ErrorQueue.check(result, "X509_set_issuer_name")
    }

    /// The draft issues itself.
    func setIssuerToSubject() throws(TLSError) { try setIssuer(certificate) }

    /// Adds an extension in the words of x509v3_config(5). `issuer` is nil where the draft issues itself.
    func add(_ extensionID: Int32, _ value: String, issuer: Certificate? = nil) throws(TLSError) {
        var context = X509V3_CTX()
        copenssl_extension_context(&context, (issuer ?? certificate).pointer, certificate.pointer)
        let made = X509V3_EXT_conf_nid(nil, &context, extensionID, value)
        let pointer = try ErrorQueue.require(made, "X509V3_EXT_conf_nid")
        defer { X509_EXTENSION_free(pointer) }
        try ErrorQueue.check(X509_add_ext(certificate.pointer, pointer, -1), "X509_add_ext")
    }

    /// Names what the certificate is for. The extension is critical where there is no subject (RFC 5280 §4.2.1.6).
    func setAlternativeName(_ host: HostName, critical: Bool) throws(TLSError) {
        let (isAddress, bytes) =
            switch host {
            case .dns(let name): (Int32(0), Array(name.utf8))
            case .address(_, let bytes): (Int32(1), bytes)
            }
        let result = copenssl_add_alternative_name(
            certificate.pointer,
            isAddress,
            bytes,
            Int32(bytes.count),
            critical ? 1 : 0
        )
        try ErrorQueue.check(result, "X509_add1_ext_i2d")
    }

    /// Signs and hands over the certificate; the draft is used up.
    consuming func signed(with key: KeyPair) throws(TLSError) -> Certificate {
        guard X509_sign(certificate.pointer, key.pointer, EVP_sha256()) > 0 else {
            throw ErrorQueue.failure("X509_sign")
        }
        return certificate
    }
}
