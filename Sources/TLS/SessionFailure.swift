internal import COpenSSL

/// Turns a failed call on a session into an error that says whose fault it is.
enum SessionFailure {
    /// Reads OpenSSL's queue. `ssl` tells what the check of the certificate found.
    static func error(of ssl: OpaquePointer, in function: String) -> TLSError {
        let entries = ErrorQueue.drain()
        guard !entries.texts.isEmpty else { return TLSError(.io, in: function, entries.text) }
        guard entries.library == ERR_LIB_SSL else { return failed(entries, function) }
        if entries.reason >= SSL_AD_REASON_OFFSET { return alert(entries, function) }
        return switch entries.reason {
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            certificate(SSL_get_verify_result(ssl), function)
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
            SSL_R_BAD_RECORD_TYPE:
            TLSError(.protocolError, in: function, "the peer does not speak TLS here: \(entries.text)")
        case SSL_R_UNSUPPORTED_PROTOCOL:
            TLSError(.protocolError, in: function, "the peer speaks no TLS newer than 1.1: \(entries.text)")
        default:
            failed(entries, function)
        }
    }

    private static func failed(_ entries: ErrorQueue.Entries, _ function: String) -> TLSError {
        TLSError(.protocolError, in: function, "the TLS connection failed: \(entries.text)")
    }

    private static func alert(_ entries: ErrorQueue.Entries, _ function: String) -> TLSError {
        let number = entries.reason - SSL_AD_REASON_OFFSET
        let name = SSL_alert_desc_string_long(number).map { String(cString: $0).lowercased() } ?? "\(number)"
        return TLSError(.peerAlert(name), in: function, "the peer gave up with the alert \"\(name)\"")
    }

    private static func certificate(_ result: Int, _ function: String) -> TLSError {
        let text = X509_verify_cert_error_string(result).map { String(cString: $0) } ?? "error \(result)"
        return switch Int32(result) {
        case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID:
            TLSError(.certificateExpired, in: function, "the peer's certificate is outside its time: \(text)")
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            TLSError(.certificateNameMismatch, in: function, "the peer's certificate is for another name: \(text)")
        default:
            TLSError(.certificateUntrusted, in: function, "the peer's certificate is not trusted: \(text)")
        }
    }
}
