internal import ArgumentParser
internal import Foundation

/// The command line.
struct Understudy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understudy",
        abstract: "Records a staging system with its webhooks, builds mocks, and plays the part offline.",
        discussion: """
            Every flag has an environment variable: --max-body is UNDERSTUDY_MAX_BODY. A flag wins over it; repeated flags
            are separated by commas there.
            """,
        version: Version.number,
        subcommands: [
            RecordCommand.self, BuildCommand.self, CheckCommand.self, ReplayCommand.self, ServeCommand.self,
            RecordingsCommand.self,
            ExchangesCommand.self, WebhooksCommand.self, ShowCommand.self, AttributeCommand.self, ImportCommand.self,
            ExportCommand.self, DiffCommand.self, ScanCommand.self,
            CallbacksCommand.self, SecretsCommand.self,
            CACommand.self,
            VersionCommand.self,
        ]
    )
}

/// Runs the command and turns errors into the exit statuses of the design: 64 for wrong usage, 70 for our fault, else
/// what the command says.
@main
enum Main {
    static func main() async {
        // A receiver that goes away must be an error of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // First of all, so that no signal is lost between "ready" and the first wait for it.
        if ["record", "replay", "serve"].contains(CommandLine.arguments.dropFirst().first) { StopSignal.install() }
        let (own, words) = CommandToRun.split(Array(CommandLine.arguments.dropFirst()))
        let arguments = EnvironmentArguments.completed(
            own,
            environment: ProcessInfo.processInfo.environment,
            command: Understudy.self
        )
        do {
            try await CommandToRun.$words.withValue(words) { try await run(arguments) }
        } catch let error as UserError {
            printError("understudy: \(error.description)")
            exit(error.exitStatus)
        } catch let error as ExitCode {
            exit(error.rawValue)
        } catch {
            Understudy.exit(withError: error)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        var command = try Understudy.parseAsRoot(arguments)
        guard CommandToRun.words.isEmpty || command is any RunsCommand else {
            throw UserError.usage("only record and replay run a command after \"--\"")
        }
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }
}
