internal import Foundation
public import Model
internal import Synchronization

/// A RabbitMQ server of a test's own: on loopback, on ports of its own, with its state in a folder that goes with it.
public final class RabbitMQBroker: Sendable {
    /// One that all tests share which leave it as it is; it ends with the tests. Its user and virtual host need escapes in a URL.
    public static let shared = Task {
        let broker = try await RabbitMQBroker(
            user: "shop:app",
            password: "p@ss/word",
            vhost: "shop/eu",
            hasTLS: true,
            removesFolder: true
        )
        return broker
    }

    /// What it shows to TLS clients.
    public let certificate: TestCertificate?
    private let user: String
    private let password: String
    private let vhost: String
    private let folder: TemporaryFolder
    private let environment: [String: String]
    private let port: Int
    private let tlsPort: Int
    private let server = Mutex<HeldProgram?>(nil)

    /// Starts it and waits until it takes connections.
    ///
    /// - Parameter removesFolder: whether the folder is removed when the server ends, which a restart would not survive, but
    ///   the end of the tests asks for.
    public init(
        user: String = "guest",
        password: String = "guest",
        vhost: String = "/",
        hasTLS: Bool = false,
        removesFolder: Bool = false
    ) async throws {
        (self.user, self.password, self.vhost, folder) = (user, password, vhost, try TemporaryFolder())
        certificate = hasTLS ? try await TestCertificate(in: folder) : nil
        (port, tlsPort) = (try freeLoopbackPort(), try freeLoopbackPort())
        var environment = try Self.environment(folder)
        if removesFolder { environment["REMOVED_FOLDER"] = folder.path("") }
        self.environment = environment
        try writeFiles()
        try await start()
    }

    /// A URL for it; what is given takes the place of what would be right.
    public func url(password: String? = nil, vhost: String? = nil, scheme: String = "amqp") -> String {
        let words = [user, password ?? self.password, vhost ?? self.vhost]
            .map { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return "\(scheme)://\(words[0]):\(words[1])@127.0.0.1:\(scheme == "amqps" ? tlsPort : port)/\(words[2])"
    }

    /// Starts it again after `stop`, on the same ports and with what it had stored.
    public func start() async throws {
        let program = try HeldProgram("bash", [BuiltFiles.fixture("brokers/rabbitmq.sh")], environment: environment)
        server.withLock { $0 = program }
        try await program.line { $0.contains("Server startup complete") ? () : nil }
    }

    /// Kills it, as a crash would.
    public func stop() {
        server.withLock { server in
            server?.end()
            server = nil
        }
    }

    /// Sees to it that a kill takes no queue along: RabbitMQ writes down that one was made a moment after it has said so.
    public func writeDown() async throws { try await control(["eval", "mnesia:sync_log()."]) }

    /// Sends a signal to the server itself, such as SIGSTOP.
    public func signal(_ signal: String) async throws {
        let pid = try String(contentsOfFile: folder.path("pid"), encoding: .utf8)
        _ = try await run("kill", ["-\(signal)", pid.trimmingCharacters(in: .whitespacesAndNewlines)])
    }

    /// Runs `rabbitmqctl`; gives what it prints.
    @discardableResult
    public func control(_ arguments: [String]) async throws -> String {
        let settings = environment.map { "\($0.key)=\($0.value)" }
        let ran = try await run("env", settings + ["/usr/lib/rabbitmq/bin/rabbitmqctl", "-q"] + arguments)
        guard ran.status == 0 else { throw ProgramFailure("rabbitmqctl \(arguments): \(ran.output)") }
        return ran.output
    }

    /// Makes a durable queue, bound to an exchange where one is named.
    public func makeQueue(_ name: String, boundTo amqpExchange: String? = nil, key: String = "") async throws {
        _ = try await ask(["declare", name] + (amqpExchange.map { [$0, key] } ?? []))
    }

    /// Makes durable exchanges.
    public func makeExchanges(_ names: [String], type: String = "fanout") async throws {
        _ = try await ask(["exchange", type] + names)
    }

    /// Publishes a message; the properties are named as py-amqp names them.
    public func publish(_ body: String, to amqpExchange: String, key: String, properties: JSON = [:]) async throws {
        let properties = String(decoding: properties.serialized(), as: UTF8.self)
        _ = try await ask(["publish", amqpExchange, key, body, properties])
    }

    /// The names of the exchanges of its virtual host.
    public func exchanges() async throws -> [String] {
        let listed = try await control(["list_exchanges", "-p", vhost, "name", "--no-table-headers"])
        return listed.split(separator: "\n").map(String.init)
    }

    /// Takes every message out of a queue, with properties, headers and body as `fixtures/brokers/rabbitmq-client.py` names them.
    public func messages(in queue: String) async throws -> [JSON] { try await ask(["get", queue]).array ?? [] }

    /// Takes one message out of a queue with `amqp-get`; its bytes as text, nil when there is none.
    public func message(in queue: String) async throws -> String? {
        let got = try await run("amqp-get", ["-u", url(), "-q", queue])
        return got.status == 0 ? got.output : nil
    }

    private func ask(_ arguments: [String]) async throws -> JSON {
        // Debian's own Python: python3-amqp belongs to it.
        let asked = try await run(
            "/usr/bin/python3",
            [BuiltFiles.fixture("brokers/rabbitmq-client.py"), url()] + arguments
        )
        guard asked.status == 0 else {
            throw ProgramFailure("rabbitmq-client.py \(arguments) failed; run scripts/setup test")
        }
        return try JSON.parse(asked.output)
    }

    private func writeFiles() throws {
        var lines = [
            "listeners.tcp.local = 127.0.0.1:\(port)", "default_user = \(user)", "default_pass = \(password)",
            "default_vhost = \(vhost)", "log.console.level = info",
        ]
        if let certificate {
            lines += [
                "listeners.ssl.local = 127.0.0.1:\(tlsPort)", "ssl_options.cacertfile = \(certificate.certificate)",
                "ssl_options.certfile = \(certificate.certificate)", "ssl_options.keyfile = \(certificate.key)",
            ]
        }
        try lines.map { "\($0)\n" }.joined()
            .write(toFile: folder.path("rabbitmq.conf"), atomically: true, encoding: .utf8)
        try "[].".write(toFile: folder.path("plugins"), atomically: true, encoding: .utf8)
        try UUID().uuidString.write(toFile: folder.path(".erlang.cookie"), atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: folder.path(".erlang.cookie"))
    }

    /// Debian's own wrapper would take another user and write to /var: everything that it decides is said here.
    private static func environment(_ folder: TemporaryFolder) throws -> [String: String] {
        let library = "/usr/lib/rabbitmq/lib"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        guard let home = names.first(where: { $0.hasPrefix("rabbitmq_server-") }) else {
            throw ProgramFailure("there is no RabbitMQ in \(library); run scripts/setup test")
        }
        return [
            "HOME": folder.path(""), "RABBITMQ_HOME": "\(library)/\(home)",
            "RABBITMQ_NODENAME": "test-\(UUID().uuidString)@localhost",
            "RABBITMQ_MNESIA_BASE": folder.path("mnesia"), "RABBITMQ_LOG_BASE": folder.path("log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": folder.path("rabbitmq.conf"), "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder.path("plugins"), "RABBITMQ_PID_FILE": folder.path("pid"),
            "RABBITMQ_DIST_PORT": "\(try freeLoopbackPort())", "ERL_EPMD_PORT": "\(try freeLoopbackPort())",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        ]
    }
}
