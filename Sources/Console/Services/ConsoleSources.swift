public import Model

/// Where the admin API reads requests that no mock answered from.
public protocol MissSource: Sendable {
    /// The newest last.
    func misses() -> [UndefinedRequest]
}

/// Where `/metrics` reads its numbers from.
public protocol MetricsSource: Sendable {
    /// The numbers at this moment.
    func metrics() -> ConsoleMetrics
}

/// Where `/health` learns how the parts are.
public protocol HealthSource: Sendable {
    /// Each part that can be asked; none is a pass.
    func checks() -> [HealthCheck]
}

/// A request that no mock answered.
public struct UndefinedRequest: Sendable {
    /// The request's exchange.
    public var exchange: ExchangeID
    /// When it arrived.
    public var at: Timestamp
    /// The method as sent.
    public var method: String
    /// Where it went: the target as sent, with the origin in front when the client named one.
    public var url: String
    /// The nearest mocks and how they differ, a line each.
    public var explanation: [String]

    /// A miss.
    public init(exchange: ExchangeID, at: Timestamp, method: String, url: String, explanation: [String]) {
        (self.exchange, self.at, self.method) = (exchange, at, method)
        (self.url, self.explanation) = (url, explanation)
    }
}

/// What `/metrics` says.
public struct ConsoleMetrics: Sendable {
    /// How many exchanges have ended, by their outcome's name (`response`, `failure`).
    public var exchanges: [String: Int]
    /// How many requests no mock answered.
    public var unmatched: Int
    /// How many deliveries are in each state; those that are settled stay counted.
    public var deliveries: [Delivery.State: Int]

    /// All numbers at once.
    public init(exchanges: [String: Int] = [:], unmatched: Int = 0, deliveries: [Delivery.State: Int] = [:]) {
        (self.exchanges, self.unmatched, self.deliveries) = (exchanges, unmatched, deliveries)
    }
}

/// How one part is.
public struct HealthCheck: Sendable {
    /// How well.
    public enum Status: String, Sendable {
        /// As it should be.
        case pass
        /// Working, with a concern.
        case warn
        /// Not working.
        case fail
    }

    /// The part: `database`, `callbacks`.
    public var name: String
    /// How well.
    public var status: Status
    /// Why, in words; empty for a pass.
    public var output: String

    /// A part's condition.
    public init(_ name: String, _ status: Status, output: String = "") {
        (self.name, self.status, self.output) = (name, status, output)
    }
}
