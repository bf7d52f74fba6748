internal import Foundation
internal import Glibc

/// A child process with its standard input and output in our hands; its standard error is ours.
///
/// Started by posix_spawn and awaited by waitpid: Foundation's `Process` notices an end only when every program started
/// meanwhile has ended as well.
struct ChildProgram: Sendable {
    let pid: pid_t
    let input: Int32
    let output: Int32

    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let (toChild, fromChild) = (try Self.channel(), try Self.channel())
        pid = try Self.spawn([program] + arguments, environment, input: toChild.read, output: fromChild.write)
        close(toChild.read)
        close(fromChild.write)
        (input, output) = (toChild.write, fromChild.read)
    }

    /// What has come since the last call, when something has; empty at the end.
    func read() -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        return Array(block[..<max(0, Glibc.read(output, &block, block.count))])
    }

    /// Waits for the end; the exit status, or -1 after a signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
    }

    /// A pair of sockets rather than a pipe, since it can be made closed-on-exec in one step: no other child, started at the
    /// same moment, keeps an end of it open.
    private static func channel() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw ProgramFailure("socketpair: \(errno)") }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ line: [String],
        _ environment: [String: String],
        input: Int32,
        output: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        // Threads of a pool block signals, and a child inherits the mask of the thread that starts it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var words = line.map { strdup($0) } + [nil]
        var settings = variables.map { strdup($0) } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, line[0], &actions, &attributes, &words, &settings)
        guard code == 0 else {
            throw ProgramFailure("cannot run \(line[0]): \(String(cString: strerror(code))); run scripts/setup test")
        }
        return pid
    }
}

/// A program that did not do what a test needs to go on.
public struct ProgramFailure: Error, CustomStringConvertible {
    /// What happened.
    public let description: String

    /// With what happened.
    public init(_ description: String) { self.description = description }
}
