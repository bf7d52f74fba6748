internal import ArgumentParser
internal import Foundation
internal import Model

/// The long-running server: mocks, the admin API, and what requests leave behind, in a database.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves mocks that are created over its API, and keeps them in a database.",
        discussion: """
            One port serves everything: mocks (POST /mock/create and /api/v1/mocks), the forward proxy, TLS, and the admin \
            API, whose paths come first. Mocks, stores, versions and the journal survive a restart. docs/api.md lists every \
            endpoint. On loopback nobody needs to log in; elsewhere users do, the first of them with the password in \
            UNDERSTUDY_ADMIN_PASSWORD.
            """
    )

    @Option(help: "The database.")
    var db = "understudy.db"

    @Option(help: "Where to listen: PORT, HOST:PORT or [V6]:PORT; port 0 lets the system choose.")
    var listen = ListenAddress(host: "127.0.0.1", port: 5_770)

    @OptionGroup var access: AccessOptions
    @OptionGroup var answering: AnsweringOptions

    @Option(help: "Bytes of requests and answers that the journal keeps, the newest: 32MiB, 500K.")
    var journalSize = ByteSize(bytes: 32 << 20)

    @Option(help: "How many callbacks are kept that have settled, the newest.")
    var callbackJournal = 100_000

    @Option(help: "What is redacted of requests and answers before the disk: default, none, or a file of rules.")
    var redact = "default"

    @Option(help: "How large a request's body may be; more is refused with 413.")
    var maxBody = ByteSize(bytes: 64 << 20)

    @Option(help: "FIRST-LAST: the ports of recorder sessions that name none.")
    var recorderPorts = PortInterval(range: 8_085...8_184)

    @Option(help: "The folder of backups; by default one beside the database, its name with -backups behind it.")
    var backups: String?

    @Option(help: "A CA file (PEM) that recorder sessions verify upstreams against, besides the system's.")
    var upstreamCa: String?

    @Option(help: "A CA file (PEM) that recorder sessions verify brokers against, besides the system's.")
    var brokerCa: String?

    @OptionGroup var ca: CAOptions
    @OptionGroup var logs: LogOptions

    func validate() throws {
        guard callbackJournal >= 0 else { throw ValidationError("--callback-journal must be 0 or more callbacks") }
    }

    func run() async throws {
        let session = try await Assembly.serveSession(self)
        session.announce()
        await session.serve()
        try await session.finish()
    }
}
