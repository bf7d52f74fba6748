import Foundation
import Model
import TestSupport

/// The product as a user starts it, with a database and a root of the test's own.
struct Workplace {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var database: String { folder.path("understudy.db") }
    var mocks: String { folder.path("mocks.json") }
    var caFolder: String { folder.path("ca") }
    var root: String { folder.path("ca/root.pem") }

    /// Starts `record`, `replay` or `serve` and waits until it says `ready`.
    ///
    /// - Parameter starter: a command that becomes the one that stands behind it.
    func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        through starter: [String] = []
    ) throws -> (RunningProgram, [String: String]) {
        let command = starter + [Programs.understudy] + arguments + ["--ca-dir", caFolder]
        let program = try RunningProgram(command[0], Array(command.dropFirst()), environment: environment)
        _ = try program.waitForLine { $0 == "ready" ? true : nil }
        return (
            program,
            program.output.reduce(into: [:]) { listeners, line in
                guard line.hasPrefix("listening "), let url = line.split(separator: " ").last else { return }
                listeners[line.split(separator: " ").dropFirst().dropLast().joined(separator: " ")] = String(url)
            }
        )
    }

    /// Runs a command to its end.
    func understudy(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> (
        status: Int32, output: String, errors: String
    ) { try run(Programs.understudy, arguments, environment: environment) }

    /// The mocks that were built.
    func builtMocks() throws -> [Mock] {
        try MockFile(parsing: Array(try Data(contentsOf: URL(filePath: mocks)))).mocks
    }
}

/// One request by curl: status and body.
func curl(_ arguments: [String]) throws -> (status: Int, body: String) {
    guard let program = Programs.find("curl") else { throw Unexpected("curl is missing; run scripts/setup") }
    let result = try run(program, ["-sS", "--max-time", "20", "-w", "\n%{http_code}", "--noproxy", ""] + arguments)
    guard result.status == 0, let line = result.output.split(separator: "\n", omittingEmptySubsequences: false).last,
        let status = Int(line)
    else { throw Unexpected("curl \(arguments.joined(separator: " ")): exit \(result.status), \(result.errors)") }
    return (status, String(result.output.dropLast(line.count + 1)))
}
