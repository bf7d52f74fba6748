internal import ArgumentParser
internal import Foundation
internal import Model
internal import Recorder

/// Passes traffic on and keeps it, with the webhooks that it causes.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract:
            "Records exchanges, and the webhooks and messages that staging sends because of them, into a database.",
        discussion: """
            Point the application at the forward proxy (HTTP_PROXY) or at a reverse proxy, and staging's webhooks at a webhook \
            listener. TLS is accepted on every port. With -- COMMAND the program runs with the proxy and CA variables set, \
            recording stops when it ends, and its exit status is ours.
            """
    )

    @OptionGroup var target: RecordingOptions

    @Option(help: "The forward proxy's address; 127.0.0.1:8080 when no --reverse is given.")
    var listen: ListenAddress?

    @Option(help: "ADDR=URL: a reverse proxy; what arrives at ADDR goes to URL. May be repeated.")
    var reverse: [ListenerMapping] = []

    @Option(
        help: "ADDR=URL: what arrives at ADDR is recorded as an observed webhook and passed on to URL. May be repeated."
    )
    var webhooks: [ListenerMapping] = []

    @OptionGroup var brokers: ObservedBrokerOptions

    @Option(help: "What is redacted before the disk: default, none, or a file of rules.")
    var redact = "default"

    @Option(help: "A CA file (PEM) that upstreams are verified against, besides the system's.")
    var upstreamCa: String?

    @Flag(help: "Do not verify upstream certificates.")
    var insecureUpstream = false

    @Flag(help: "Reverse proxies send the Host that the client sent, instead of the upstream's own.")
    var preserveHost = false

    @Flag(help: "Reverse proxies leave the upstream's Location and cookie Domain as they are.")
    var noRewrite = false

    @Option(help: "How much of each body is kept.")
    var maxBody = ByteSize(bytes: 8 << 20)

    @Option(
        help: "A host that is not intercepted: its TLS passes unread. *.example.test names all below. May be repeated."
    )
    var tunnel: [String] = []

    @OptionGroup var ca: CAOptions
    @OptionGroup var logs: LogOptions

    func validate() throws {
        guard !(insecureUpstream && upstreamCa != nil) else {
            throw ValidationError("--insecure-upstream and --upstream-ca exclude each other: verify or do not")
        }
    }

    func run() async throws {
        let session = try await Assembly.recordSession(self)
        session.announce()
        // A command that could not be started must not leave the recording open.
        let ended = await Result { try await session.run(CommandToRun.words) }
        let summary = await session.finish()
        printError("recorded \(summary.text) as \"\(session.recordingName)\" in \(session.database)")
        let status = try ended.get()
        if status != 0 { throw ExitCode(status) }
        if summary.hasFailed { throw ExitCode(70) }
    }
}
