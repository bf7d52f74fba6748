internal import ArgumentParser
internal import Model

/// Says which version this is and which libraries it uses.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Prints the version and those of the libraries in use."
    )

    func run() {
        let lines = ["understudy \(Version.number)"] + Assembly.libraryVersions.map { "  \($0.name) \($0.version)" }
        printResult(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}
