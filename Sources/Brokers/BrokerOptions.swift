/// What holds for every connection of a sender or an observer.
public struct BrokerOptions: Sendable {
    /// A file of PEM certificates that are trusted besides the system's.
    public var caFile: String?
    /// How long a connection may take to come about, TLS and login included; a message's own timeout cuts it shorter.
    public var connectTimeout: Duration = .seconds(10)
    /// How many connections with nothing under way are kept. Those with something under way come on top.
    public var idleConnections = 16
    /// Takes what the libraries log. Called on threads of the sender; nothing is logged anywhere else.
    public var log: @Sendable (BrokerLogLine) -> Void = { _ in }

    /// What connections are made for: how errors name the settings.
    var purpose = BrokerPurpose.publishing

    /// The defaults.
    public init() {}

    /// A file of PEM certificates, and the setting that names it.
    struct TrustedFile {
        let path: String
        let setting: String
    }

    /// What is trusted besides the system's certificates: what holds for all, and a target's own.
    func trusted(and own: String?, setting: String) -> [TrustedFile] {
        [
            caFile.map { TrustedFile(path: $0, setting: purpose.roots) },
            own.map { TrustedFile(path: $0, setting: setting) },
        ]
        .compactMap { $0 }
    }
}

/// What a connection to a broker is made for.
enum BrokerPurpose: Sendable {
    case publishing, observing

    /// The setting that names trusted certificates.
    var roots: String { self == .publishing ? "--callback-ca" : "--broker-ca" }
    /// What says where RabbitMQ is.
    var rabbitMQ: String { self == .publishing ? "the callback's rabbitURL" : "--rabbitmq" }
}

/// A line that a broker's library logged.
public struct BrokerLogLine: Sendable, Hashable {
    /// By syslog(3): 3 is an error, 4 a warning, 5 a notice, 6 information, 7 for debugging.
    public let severity: Int
    /// The library's words.
    public let text: String
}
