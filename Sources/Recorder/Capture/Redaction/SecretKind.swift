/// The sorts of secrets that are known by their shape or by the name that they stand under.
enum SecretKind: String, Sendable, CaseIterable {
    case aws, stripe, github, gitlab, slack, google, openai, anthropic, sendgrid, npm, shopify, twilio, jwt, pem
    case authorization, named

    /// Those that are known by their shape alone, whatever they are called.
    static let shaped = allCases.filter { $0 != .authorization && $0 != .named }

    /// What a person calls it.
    var words: String {
        switch self {
        case .aws: "a key of AWS"
        case .stripe: "a key of Stripe or a signing secret of webhooks"
        case .github: "a token of GitHub"
        case .gitlab: "a token of GitLab"
        case .slack: "a token of Slack"
        case .google: "a key of Google"
        case .openai: "a key of OpenAI"
        case .anthropic: "a key of Anthropic"
        case .sendgrid: "a key of SendGrid"
        case .npm: "a token of npm"
        case .shopify: "a token of Shopify"
        case .twilio: "a key of Twilio"
        case .jwt: "a JSON Web Token"
        case .pem: "a private key"
        case .authorization: "credentials of a request"
        case .named: "a value under a telling name"
        }
    }
}
