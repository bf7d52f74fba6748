internal import Foundation

/// An error that a user reads: the thing, the reason and the way out in one sentence or two, and the exit status.
struct UserError: Error, CustomStringConvertible {
    let description: String
    let exitStatus: Int32

    /// Wrong usage: exit status 64 (`sysexits.h`, EX_USAGE).
    static func usage(_ text: String) -> UserError { UserError(description: text, exitStatus: 64) }

    /// Something that we need is not as it should be: exit status 70 (`sysexits.h`, EX_SOFTWARE).
    static func failure(_ text: String) -> UserError { UserError(description: text, exitStatus: 70) }
}

/// Writes lines to standard error, where everything goes that is not a command's result.
func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Writes a command's result to standard output.
func printResult(_ bytes: [UInt8]) {
    FileHandle.standardOutput.write(Data(bytes))
}

extension Result where Failure == any Error {
    /// What the body gives, or its error, kept until the work that must follow in either case is done.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
