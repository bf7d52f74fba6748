/// What a mock sends because of an answer: an entry of `webhooks` in JSON.
public struct CallbackConfig: Sendable, Hashable {
    /// Ours: a name to refer to it by.
    public var id: String?
    /// Where it goes.
    public var target: CallbackTarget
    /// Fields or message headers with templates, in order.
    public var fields: [CallbackField] = []
    /// The content with templates; a string is sent as the text that it is, everything else as JSON. Nil for none.
    public var body: JSON?
    /// Ours: whether the body is base64 of the bytes to send; `decode: "base64"` in JSON.
    public var decodesBase64 = false
    /// How long one attempt may take; `timeout` in JSON is in seconds.
    public var timeout: Duration = .seconds(30)
    /// How many attempts follow a failed first one.
    public var retryCount: Int = 0
    /// The gap before each of them; `retryDelay` in JSON is in seconds, and may have a fraction (ours).
    public var retryDelay: Duration = .seconds(1)
    /// Whether the answer is sent first; `async` in JSON.
    public var isAsync = true
    /// Which answers fire it.
    public var trigger: Trigger = .always
    /// Ours: how long after the answer it is due; `delay` in JSON, in milliseconds.
    public var delay: Delay?
    /// Ours: how it is signed.
    public var signature: SignatureConfig?
    /// Ours: what it was made from. Not interpreted.
    public var recorded: JSON?

    /// A callback with the seed's defaults.
    public init(target: CallbackTarget) { self.target = target }

    /// Which answers fire a callback.
    public enum Trigger: String, Sendable, Hashable, CaseIterable {
        /// 200 to 299.
        case onSuccess = "on_success"
        /// 400 and above.
        case onError = "on_error"
        /// Every answer.
        case always

        /// Whether an answer with this status fires it.
        public func fires(on status: Int) -> Bool {
            switch self {
            case .onSuccess: (200...299).contains(status)
            case .onError: status >= 400
            case .always: true
            }
        }
    }
}

/// A field of a callback. AMQP headers may be more than text, hence JSON.
public struct CallbackField: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value; strings may hold templates.
    public var value: JSON

    /// A field.
    public init(_ name: String, _ value: JSON) { (self.name, self.value) = (name, value) }
}

/// Where a callback goes; every text may hold templates.
public enum CallbackTarget: Sendable, Hashable {
    /// `type: "http"`, the default.
    case http(method: String, url: String)
    /// `type: "kafka"`.
    case kafka(KafkaTarget, key: String)
    /// `type: "rabbitmq"`.
    case rabbitMQ(RabbitMQTarget)
}

/// A Kafka topic and how to reach it.
public struct KafkaTarget: Sendable, Hashable {
    /// Comma-separated `host:port`.
    public var brokers: String
    /// The topic.
    public var topic: String
    /// The user of SASL/PLAIN; nil without SASL.
    public var username: String?
    /// The password of SASL/PLAIN.
    public var password: String?
    /// Whether to speak TLS, 1.2 at least.
    public var usesTLS: Bool

    /// A topic.
    public init(
        brokers: String,
        topic: String,
        username: String? = nil,
        password: String? = nil,
        usesTLS: Bool = false
    ) {
        (self.brokers, self.topic, self.username) = (brokers, topic, username)
        (self.password, self.usesTLS) = (password, usesTLS)
    }
}

/// A RabbitMQ exchange or queue and how to reach it.
public struct RabbitMQTarget: Sendable, Hashable {
    /// `amqp://user:password@host:port/vhost`, or `amqps`.
    public var url: String
    /// The exchange of AMQP; empty for the default one.
    public var amqpExchange: String
    /// The routing key.
    public var routingKey: String
    /// A queue: the routing key when both others are empty.
    public var queue: String
    /// Whether a message that reaches no queue is a failure.
    public var isMandatory: Bool

    /// An exchange or queue.
    public init(
        url: String,
        amqpExchange: String = "",
        routingKey: String = "",
        queue: String = "",
        isMandatory: Bool = false
    ) {
        (self.url, self.amqpExchange, self.routingKey) = (url, amqpExchange, routingKey)
        (self.queue, self.isMandatory) = (queue, isMandatory)
    }
}

/// Ours: a signature made over the exact bytes sent; `sign` in JSON.
public struct SignatureConfig: Sendable, Hashable {
    /// The schemes; the raw values are the spellings in JSON.
    public enum SignatureScheme: String, Sendable, Hashable, CaseIterable {
        /// `Stripe-Signature`.
        case stripe
        /// `X-Hub-Signature-256`.
        case github
        /// `X-Hub-Signature`, SHA-1.
        case githubSHA1 = "github-sha1"
        /// `X-Shopify-Hmac-SHA256`.
        case shopify
        /// `X-Slack-Signature`.
        case slack
        /// `webhook-signature`, HMAC.
        case standardWebhooks = "standard-webhooks"
        /// `svix-signature`: Standard Webhooks under its older names.
        case svix
    }

    /// The scheme.
    public var scheme: SignatureScheme
    /// The environment variable that holds the secret; the secret itself never stands in a file.
    public var secretEnvironment: String
    /// The field's name, where it is not the scheme's own.
    public var field: String?

    /// A signature.
    public init(scheme: SignatureScheme, secretEnvironment: String, field: String? = nil) {
        (self.scheme, self.secretEnvironment, self.field) = (scheme, secretEnvironment, field)
    }
}
