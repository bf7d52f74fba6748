/// The columns of `exchanges` in the order in which the writer binds them and the reader finds them.
enum ExchangeColumns {
    static let names = [
        "id", "recording_id", "kind", "listener", "client", "scheme", "host", "port", "started_at",
        "method", "target", "request_version", "request_fields", "request_trailers",
        "request_sha256", "request_decoded_sha256", "request_length", "request_wire_length", "request_decoded_length",
        "request_note",
        "status", "reason", "response_version", "response_fields", "response_trailers",
        "response_sha256", "response_decoded_sha256", "response_length", "response_wire_length",
        "response_decoded_length", "response_note", "interim",
        "failure_source", "failure_phase", "failure_reason",
        "connect_ns", "tls_ns", "send_ns", "wait_ns", "receive_ns", "total_ns",
        "client_tls_version", "client_tls_cipher", "client_tls_server_name", "client_tls_alpn",
        "upstream_tls_version", "upstream_tls_cipher", "upstream_tls_server_name", "upstream_tls_alpn",
        "upstream_address", "upgrade_name", "upgrade_client_bytes", "upgrade_upstream_bytes",
    ]

    static let insertion = """
        INSERT INTO exchanges (\(names.joined(separator: ", ")))
        VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
        """

    /// All columns, and after them the four bodies: request, request decoded, response, response decoded.
    static let selection = """
        SELECT \(names.map { "e.\($0)" }.joined(separator: ", ")), a.bytes, b.bytes, c.bytes, d.bytes
        FROM exchanges e
        LEFT JOIN bodies a ON a.sha256 = e.request_sha256
        LEFT JOIN bodies b ON b.sha256 = e.request_decoded_sha256
        LEFT JOIN bodies c ON c.sha256 = e.response_sha256
        LEFT JOIN bodies d ON d.sha256 = e.response_decoded_sha256
        """
}
