internal import COpenSSL
internal import Glibc

/// The certificate that clients are asked to trust, with its key: it signs leaves.
struct Root: Sendable {
    let certificate: Certificate
    let key: KeyPair

    private static let day = 86_400

    /// Takes what was read; throws where the two do not fit together or cannot sign.
    init(certificate: Certificate, key: KeyPair, from file: String) throws(TLSError) {
        func unfit(_ reason: String) -> TLSError { TLSError(.configuration, in: "Root", "\(file) \(reason)") }
        guard certificate.isAuthority else {
            throw unfit("is not a root: it may not sign other certificates (CA:TRUE)")
        }
        guard certificate.belongs(to: key) else {
            throw unfit(
                "and root.key beside it do not belong together: restore the right pair, or remove both for a new root"
            )
        }
        (self.certificate, self.key) = (certificate, key)
    }

    /// A new certificate for a key: CA, no further CA below it, ten years from two days ago (clocks differ).
    init(for key: KeyPair, at now: Int) throws(TLSError) {
        let life = now - 2 * Self.day...now + 3_652 * Self.day
        let draft = try CertificateDraft(for: key, life: life)
        try draft.setSubject(Self.commonName(at: now))
        try draft.setIssuerToSubject()
        try draft.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        try draft.add(NID_key_usage, "critical,keyCertSign,cRLSign")
        try draft.add(NID_subject_key_identifier, "hash")
        certificate = try draft.signed(with: key)
        self.key = key
    }

    /// `Understudy root (HOST, 2026-11-23)`.
    private static func commonName(at now: Int) -> String {
        let name = text { gethostname($0, $1) == 0 ? strnlen($0, $1) : 0 }.prefix { $0 != "." }.prefix(30)
        var time = time_t(now)
        var parts = tm()
        gmtime_r(&time, &parts)
        let date = text { strftime($0, $1, "%Y-%m-%d", &parts) }
        return "Understudy root (\(name.isEmpty ? "unnamed host" : name), \(date))"
    }

    /// What a C function writes into a buffer of 256 bytes; it returns how many of them it used.
    private static func text(_ write: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String {
        String(unsafeUninitializedCapacity: 256) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { bytes in
                bytes.baseAddress.map { write($0, bytes.count) } ?? 0
            }
        }
    }

    /// A leaf for a host: from two days ago, 397 days in all (the most that browsers take), and no longer than the
    /// root.
    func leaf(for host: HostName, key leafKey: KeyPair, at now: Int) throws(TLSError) -> Certificate {
        let start = max(now - 2 * Self.day, certificate.life.lowerBound)
        let end = min(start + 397 * Self.day - 1, certificate.life.upperBound)
        guard start <= now, now < end else {
            throw TLSError(
                .configuration,
                in: "Root",
                "the root is outside its time: remove root.pem and root.key for a new one"
            )
        }
        let draft = try CertificateDraft(for: leafKey, life: start...end)
        let hasSubject = host.text.utf8.count <= 64
        if hasSubject { try draft.setSubject(host.text) }
        try draft.setIssuer(certificate)
        try draft.add(NID_basic_constraints, "critical,CA:FALSE")
        try draft.add(NID_key_usage, "critical,digitalSignature")
        try draft.add(NID_ext_key_usage, "serverAuth")
        try draft.add(NID_subject_key_identifier, "hash")
        try draft.add(NID_authority_key_identifier, "keyid", issuer: certificate)
        try draft.setAlternativeName(host, critical: !hasSubject)
        return try draft.signed(with: key)
    }
}
