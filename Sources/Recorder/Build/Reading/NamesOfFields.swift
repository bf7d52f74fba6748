internal import Model

/// What the names of header fields say about them.
enum NamesOfFields {
    /// Belong to one hop or are made anew by whoever sends; never part of a mock.
    static let hop: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "date", "content-encoding", "host", "expect", "via",
        "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "age",
    ]

    /// Say nothing about the exchange they stand in: a value of theirs is no evidence and no source of links.
    static let ordinary: Set<String> = hop.union([
        "accept", "accept-encoding", "accept-language", "accept-charset", "content-type", "user-agent", "cache-control",
        "pragma", "origin", "referer", "server", "vary", "x-powered-by", "strict-transport-security", "allow",
        "access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers",
        "access-control-expose-headers", "access-control-max-age", "access-control-allow-credentials", "authorization",
        "cookie", "set-cookie", "expires", "last-modified", "etag", "if-none-match", "if-modified-since", "dnt",
        "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest", "priority", "alt-svc", "x-content-type-options",
        "x-frame-options", "x-xss-protection", "content-security-policy", "referrer-policy",
    ])

    /// Differ between two equal answers without meaning anything to a client: `check` does not compare them.
    static let volatile: Set<String> = hop.union([
        "expires", "server-timing", "x-runtime", "x-response-time", "x-ratelimit-remaining", "x-ratelimit-reset",
        "x-rate-limit-remaining", "x-rate-limit-reset", "ratelimit-remaining", "ratelimit-reset", "cf-ray",
        "x-envoy-upstream-service-time", "x-process-time",
    ])

    /// Name one delivery over all its attempts.
    static let deliveryIDs = [
        "webhook-id", "svix-id", "x-github-delivery", "x-shopify-webhook-id", "x-shopify-event-id", "x-webhook-id",
        "x-delivery-id", "x-event-id", "x-message-id", "idempotency-key", "ce-id", "x-gitlab-webhook-uuid",
        "x-gitlab-event-uuid",
    ]

    /// Name one message on a broker: AMQP's property, and headers of CloudEvents over Kafka.
    static let messageIDs = ["message-id", "ce_id"]
}
