/// Which values are credentials, by the names that they stand under.
///
/// Names are compared without case, hyphens and underscores.
public struct RedactionRules: Sendable, Hashable {
    /// Header and trailer fields.
    public var fields: [String]
    /// Parameters of a query, of a URL anywhere, and of a form.
    public var query: [String]
    /// Members of JSON, elements of XML, parts of forms; or JSON paths (`$.a.b`, `$.items[*].pin`).
    public var body: [String]
    /// Words that give away any name that ends in one, in all these places: `secret` finds `shopSecret` and `user.secret_value`, where
    /// the value does not speak against it.
    public var words: [String]
    /// Names that are never redacted, also those of cookies.
    public var kept: [String]

    /// The sorts of keys that are known by their shape, whatever they are called: `jwt`, `aws`, ….
    public var shapes: [String]

    /// Rules of one's own, without the defaults.
    public init(
        fields: [String] = [],
        query: [String] = [],
        body: [String] = [],
        words: [String] = [],
        kept: [String] = [],
        shapes: [String] = []
    ) {
        (self.fields, self.query, self.body, self.words) = (fields, query, body, words)
        (self.kept, self.shapes) = (kept, shapes)
    }

    /// The names under which credentials usually travel. Signatures of webhooks are not among them: they prove who sent
    /// a message and open nothing.
    public static let standard = RedactionRules(
        fields: [
            "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie",
            "Api-Key", "X-Api-Key", "X-Api-Secret", "X-Api-Token", "X-App-Key", "X-Client-Secret", "X-Secret-Key",
            "X-Auth-Token", "X-Auth-Key", "X-Access-Token", "X-Access-Key", "X-Refresh-Token", "X-Id-Token",
            "X-Session-Token", "X-Session-Id", "X-CSRF-Token", "X-XSRF-Token", "X-Amz-Security-Token",
            "X-Goog-Api-Key", "X-Goog-Iam-Authorization-Token", "X-Forwarded-Access-Token", "X-Vault-Token",
            "X-Consul-Token", "X-Shopify-Access-Token", "X-RapidAPI-Key", "X-Functions-Key",
            "X-Gitlab-Token", "Private-Token", "Job-Token", "Deploy-Token", "Ocp-Apim-Subscription-Key",
        ],
        query: [
            "api_key", "apikey", "key", "app_key", "access_key", "secret_key", "secret", "client_secret",
            "token", "access_token", "refresh_token", "id_token", "auth_token", "session_token", "private_token", "jwt",
            "sig", "signature", "password", "passwd", "pwd", "passphrase", "client_assertion",
            "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Goog-Signature", "X-Goog-Credential",
        ],
        body: [
            "password", "passwd", "pwd", "passphrase", "current_password", "new_password", "old_password",
            "password_confirmation", "confirm_password",
            "secret", "client_secret", "api_secret", "app_secret", "secret_key", "secret_access_key", "private_key",
            "api_key", "apikey", "access_key", "token", "access_token", "refresh_token", "id_token", "auth_token",
            "api_token", "session_token", "bearer_token", "security_token", "jwt", "client_assertion", "signing_secret",
            "webhook_secret", "card_number", "cvv", "cvv2", "cvc",
        ],
        words: TellingWords.standard,
        shapes: SecretKind.shaped.map(\.rawValue)
    )

    /// These rules and those of another, what either keeps left out.
    public func adding(_ other: RedactionRules) -> RedactionRules {
        RedactionRules(
            fields: fields + other.fields,
            query: query + other.query,
            body: body + other.body,
            words: words + other.words,
            kept: kept + other.kept,
            shapes: shapes + other.shapes
        )
    }
}
