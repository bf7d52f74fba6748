internal import COpenSSL

/// Whose certificates a client believes.
public enum ClientTrust: Sendable, Hashable {
    /// Those of the system's roots, as OpenSSL finds them (`SSL_CERT_FILE` and `SSL_CERT_DIR` move them).
    case system
    /// Those of the system's roots and of the certificates in a PEM file. A certificate in the file is trusted as it
    /// stands, be it a root, an intermediate or a server's own.
    case systemAnd(pemFile: String)
    /// Everybody's: neither the chain nor the name is checked.
    case insecure
}

/// How a client opens TLS connections: whom it trusts and which protocols it offers. TLS 1.2 and 1.3.
public final class ClientTLSContext: Sendable {
    private let handle: ContextHandle
    private let verifies: Bool

    /// Reads the trust's certificates. Throws when its file cannot be read or holds no certificate.
    public convenience init(trust: ClientTrust, alpn: [String] = ["http/1.1"]) throws(TLSError) {
        try self.init(trust: trust, alpn: alpn, newestVersion: TLS1_3_VERSION)
    }

    /// One that goes no further than a version, to be seen with peers that are old.
    init(trust: ClientTrust, alpn: [String], newestVersion: Int32) throws(TLSError) {
        let protocols = try ProtocolNames(alpn)
        handle = try ContextHandle(TLS_client_method())
        verifies = trust != .insecure
        ErrorQueue.clear()
        try ErrorQueue.check(copenssl_set_max_version(handle.pointer, newestVersion), "SSL_CTX_set_max_proto_version")
        if !protocols.wire.isEmpty {
            // This function alone returns 0 when it worked.
            let result = SSL_CTX_set_alpn_protos(handle.pointer, protocols.wire, UInt32(protocols.wire.count))
            try ErrorQueue.check(result == 0 ? 1 : 0, "SSL_CTX_set_alpn_protos")
        }
        try install(trust)
    }

    private func install(_ trust: ClientTrust) throws(TLSError) {
        let context = handle.pointer
        SSL_CTX_set_verify(context, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        guard verifies else { return }
        try ErrorQueue.check(SSL_CTX_set_default_verify_paths(context), "SSL_CTX_set_default_verify_paths")
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), UInt(X509_V_FLAG_PARTIAL_CHAIN))
        guard case .systemAnd(let file) = trust else { return }
        let store = SSL_CTX_get_cert_store(context)
        for certificate in try Certificate.list(inFile: file) {
            try ErrorQueue.check(X509_STORE_add_cert(store, certificate.pointer), "X509_STORE_add_cert")
        }
    }

    /// A new SSL that connects to a host and, unless everybody is trusted, checks that the certificate is the host's
    /// (RFC 6125). Belongs to the caller.
    func makeSSL(to host: HostName) throws(TLSError) -> OpaquePointer {
        ErrorQueue.clear()
        let ssl = try ErrorQueue.require(SSL_new(handle.pointer), "SSL_new")
        do {
            try name(host, on: ssl)
        } catch {
            SSL_free(ssl)
            throw error
        }
        SSL_set_connect_state(ssl)
        return ssl
    }

    private func name(_ host: HostName, on ssl: OpaquePointer) throws(TLSError) {
        switch host {
        case .dns(let name):
            try ErrorQueue.check(copenssl_set_server_name(ssl, name), "SSL_set_tlsext_host_name")
            guard verifies else { return }
            SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            try ErrorQueue.check(SSL_set1_host(ssl, name), "SSL_set1_host")
        case .address(_, let bytes):
            guard verifies else { return }
            let result = X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), bytes, bytes.count)
            try ErrorQueue.check(result, "X509_VERIFY_PARAM_set1_ip")
        }
    }
}
