internal import ArgumentParser
internal import Foundation
internal import Model

/// Plays the part of staging from mock files.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Answers as staging did and fires the same callbacks, without a network.",
        discussion: """
            One port serves everything: requests to it, the forward proxy (HTTP_PROXY), and TLS. With -- COMMAND it runs a \
            test suite with the proxy and CA variables set, waits for the callbacks, reports, and exits with the command's \
            status, or 1 when --strict finds something amiss.
            """
    )

    @Argument(help: "Mock files, as `understudy build` writes them.")
    var files: [String]

    @Option(help: "Where to listen: PORT, HOST:PORT or [V6]:PORT; port 0 lets the system choose.")
    var listen = ListenAddress(host: "127.0.0.1", port: 5_770)

    @Flag(help: "Exit 1 when a request was not matched or a callback not delivered.")
    var strict = false

    @OptionGroup var answering: AnsweringOptions

    @Option(help: "Where the admin API listens; nowhere by default, since mocks own every path.")
    var admin: ListenAddress?

    @OptionGroup var web: WebOriginOptions

    @Option(help: "Bytes of requests and answers that the admin API's journal keeps, the newest: 32MiB, 500K.")
    var journalSize = ByteSize(bytes: 32 << 20)

    @Option(help: "Write the report as JSON to this file.")
    var report: String?

    @Option(help: "Write the report as JUnit XML to this file.")
    var junit: String?

    @OptionGroup var ca: CAOptions
    @OptionGroup var logs: LogOptions

    func validate() throws {
        guard !(strict && answering.forwardMisses) else {
            throw ValidationError("--strict and --forward-misses exclude each other: a strict run touches no network")
        }
    }

    func run() async throws {
        let session = try await Assembly.replaySession(self)
        session.announce()
        let ended = await Result { try await session.play(CommandToRun.words) }
        let report = await session.finish()
        if let path = self.report { try writeFile(report.json.serialized(indented: true) + [0x0A], to: path) }
        if let path = junit { try writeFile(Array(report.junit.utf8), to: path) }
        printError(report.text)
        let status = try ended.get()
        if status != 0 { throw ExitCode(status) }
        if report.hasFailed { throw ExitCode(1) }
    }
}
