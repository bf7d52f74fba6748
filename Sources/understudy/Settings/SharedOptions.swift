public import ArgumentParser
public import Logging
internal import Model

/// Where the database is and which of its recordings is meant.
struct RecordingOptions: ParsableArguments {
    @Option(help: "The database.")
    var db = "understudy.db"

    @Option(help: "The recording's name; the newest one by default.")
    var recording: String?
}

/// How much is logged, and in which shape.
struct LogOptions: ParsableArguments {
    @Option(help: "Log lines for people (text) or machines (json), on standard error.")
    var logFormat: LogLine.Format = .text

    @Option(help: "The least severe level that is logged: trace, debug, info, notice, warning, error, critical.")
    var logLevel: Logger.Level = .info

    func logger(_ label: String) -> Logger {
        let (format, level) = (logFormat, logLevel)
        return Logger(label: label) { LogLine(logLevel: level, label: $0, format: format, clock: .system) }
    }
}

extension LogLine.Format: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}

/// Text for people or JSON for machines.
enum OutputFormat: String, ExpressibleByArgument { case text, json }

/// Where the root certificate and its key are.
struct CAOptions: ParsableArguments {
    @Option(help: "The folder of the root certificate and its key; made on first use.")
    var caDir: String = Folders.defaultCA
}
