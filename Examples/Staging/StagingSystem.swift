import Model
import Templating

/// A staging system whose inner workings are known.
protocol StagingSystem: AnyObject {
    /// What it is called in tables.
    var name: String { get }
    /// Where it answers.
    var origin: Origin { get }

    /// A client's next call; nil when its session is over.
    func next(_ client: Client, _ chance: inout Chance) -> Call?

    /// What it answers and sends.
    func act(on call: Call, by client: Client) -> Act

    /// A webhook that no exchange caused, with values that others hold as well; nil where there are none.
    func decoy(_ chance: inout Chance) -> Emission?
}

extension StagingSystem {
    func decoy(_ chance: inout Chance) -> Emission? { nil }
}

/// Somebody who uses a system, and what it has learned in its session.
final class Client {
    let number: Int
    /// How many calls it has made in its session.
    var step = 0
    /// What it has been told, by the system's own names.
    var memory: [String: JSON] = [:]

    init(number: Int) { self.number = number }

    func startAgain() { (step, memory) = (0, [:]) }

    /// A remembered value as text.
    func text(_ name: String) -> String { memory[name]?.textValue ?? "" }
}

/// A request of a client.
struct Call {
    /// Calls of one operation are answered by the same rules.
    var operation: String
    var method = "GET"
    var target: String
    var fields: FieldSection = []
    var body: [UInt8] = []
    /// What the operation needs to know.
    var inputs: [String: JSON] = [:]

    init(_ operation: String, _ method: String = "GET", _ target: String) {
        (self.operation, self.method, self.target) = (operation, method, target)
    }

    static func json(_ operation: String, _ method: String, _ target: String, _ members: [(String, JSON)]) -> Call {
        var call = Call(operation, method, target)
        call.fields = [("Content-Type", "application/json"), ("Accept", "application/json")]
        call.body = JSON.object(JSONObject(members.map { JSONObject.Member($0, $1) })).serialized()
        call.inputs = Dictionary(members) { first, _ in first }
        return call
    }

    static func form(_ operation: String, _ target: String, _ pairs: [(String, String)]) -> Call {
        var call = Call(operation, "POST", target)
        call.fields = [("Content-Type", "application/x-www-form-urlencoded")]
        let text = pairs.map { "\(PercentEncoding.encoded($0))=\(PercentEncoding.encoded($1))" }
        call.body = Array(text.joined(separator: "&").utf8)
        call.inputs = Dictionary(pairs.map { ($0, .string($1)) }) { first, _ in first }
        return call
    }

    /// Form data in parts (RFC 7578).
    static func multipart(_ operation: String, _ target: String, _ parts: [(String, String)], boundary: String) -> Call
    {
        var call = Call(operation, "POST", target)
        call.fields = [("Content-Type", "multipart/form-data; boundary=\(boundary)")]
        let text = parts.map { "--\(boundary)\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }
        call.body = Array((text.joined() + "--\(boundary)--\r\n").utf8)
        call.inputs = Dictionary(parts.map { ($0, .string($1)) }) { first, _ in first }
        return call
    }

    func text(_ name: String) -> String { inputs[name]?.textValue ?? "" }
}

/// What a system does because of a call.
struct Act {
    var status = 200
    var fields: [(String, Leaf)] = []
    var content = Content.none
    var emissions: [Emission] = []
    /// Called with the content as it was sent: remembers it, for the system and the client.
    var keep: (JSON?) -> Void = { _ in }

    init(_ status: Int = 200, _ node: Node? = nil) {
        self.status = status
        content = node.map { .json($0) } ?? .none
    }
}

/// A webhook or message that a system sends.
struct Emission {
    /// Where it goes.
    enum Medium {
        case webhook(host: String, port: Int, path: Leaf)
        case kafka(topic: String, key: Leaf)
        case rabbitMQ(exchange: String, routingKey: Leaf)
    }

    var medium: Medium
    var fields: [(String, Leaf)] = []
    var content: Content
    var delay: DelayModel
    /// Whether a value that tells exchanges apart stands in it.
    var isShared = true
    /// Whether it leaves before the answer has ended.
    var isEarly = false
    /// How often a first attempt fails, and how long staging waits before the next.
    var failures = 0.08
    var retryGap = 1_000

    static let receiver = (host: "127.0.0.1", port: 9_000)

    /// A webhook to the usual receiver.
    init(to path: String = "/hooks", _ fields: [(String, Leaf)], _ body: Node, after delay: DelayModel) {
        medium = .webhook(host: Self.receiver.host, port: Self.receiver.port, path: .words(path))
        (self.fields, content, self.delay) = (fields, .json(body), delay)
    }

    /// Where the brokers are.
    static let brokers = (kafka: "kafka.staging.test:9092", rabbitMQ: "amqp://rabbit.staging.test")

    /// Whether a receiver may refuse it; brokers take everything.
    var mayFail: Bool { if case .webhook = medium { true } else { false } }

    /// What it says about where it goes, with the names that the judge calls it by: what a mock must say as well.
    var places: [(name: String, leaf: Leaf)] {
        switch medium {
        case .webhook(let host, let port, let path):
            [("url", .text([.link(.string("http://\(host):\(port)"), ""), path]))]
        case .kafka(let topic, let key): [("topic", .words(topic)), ("key", key)]
        case .rabbitMQ(let exchange, let key): [("exchange", .words(exchange)), ("routing key", key)]
        }
    }
}
