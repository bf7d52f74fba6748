internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that runs for as long as a test holds on to it: one that ends when its standard input does, so that it ends
/// with the tests whatever becomes of them.
public final class HeldProgram: Sendable {
    private let child: ChildProgram
    private let lines: AsyncStream<String>
    private let hasEnded = Mutex(false)

    /// Starts a program that is found in PATH.
    public init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        child = try ChildProgram(program, arguments, environment: environment)
        let (lines, continuation) = AsyncStream<String>.makeStream()
        self.lines = lines
        Thread.detachNewThread { [child] in
            var rest: [UInt8] = []
            while case let block = child.read(), !block.isEmpty {
                rest += block
                while let end = rest.firstIndex(of: 0x0A) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            continuation.finish()
            close(child.output)
        }
    }

    /// The next line for which the closure gives something; what comes before it is left out.
    public func line<Found>(_ find: (String) -> Found?) async throws -> Found {
        var seen: [String] = []
        for await line in lines {
            if let found = find(line) { return found }
            seen.append(line)
        }
        throw ProgramFailure("it ended without the line; its last ones:\n" + seen.suffix(20).joined(separator: "\n"))
    }

    /// Writes a line to its standard input.
    public func write(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = send(child.input, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Ends its standard input and waits until it has ended.
    public func end() {
        hasEnded.withLock { hasEnded in
            guard !hasEnded else { return }
            hasEnded = true
            close(child.input)
            _ = child.wait()
        }
    }

    deinit { end() }
}

/// What a program wrote and how it ended.
public struct ProgramResult: Sendable {
    /// The exit status.
    public let status: Int32
    /// Its standard output.
    public let output: String
}

/// Runs a program, found in PATH, to its end.
public func run(_ program: String, _ arguments: [String], input: String = "") async throws -> ProgramResult {
    let child = try ChildProgram(program, arguments)
    return await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            let bytes = Array(input.utf8)
            _ = send(child.input, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(child.input)
            var output: [UInt8] = []
            while case let block = child.read(), !block.isEmpty { output += block }
            close(child.output)
            let result = ProgramResult(status: child.wait(), output: String(decoding: output, as: UTF8.self))
            continuation.resume(returning: result)
        }
    }
}
