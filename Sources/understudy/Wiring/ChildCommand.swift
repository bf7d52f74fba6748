internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that runs beside us, with our standard streams; its exit status becomes ours.
///
/// Started by `posix_spawnp(3)` and awaited by `waitpid(2)` on a thread of its own: what counts is the program's end, not
/// that of the programs which it may leave running.
final class ChildCommand: Sendable {
    private let words: [String]
    private let running = Mutex<pid_t?>(nil)

    /// The words after `--`; the first is looked up in PATH.
    init(_ words: [String]) { self.words = words }

    /// Starts it and waits for its end.
    ///
    /// - Returns: its exit status; 128 plus the number when a signal ended it, as shells have it.
    func run(environment: [String: String]) async throws(UserError) -> Int32 {
        let pid = try spawn(environment: environment)
        running.withLock { $0 = pid }
        let status = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        running.withLock { $0 = nil }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Passes a signal on, if the program runs.
    func forward(_ signal: Int32) {
        running.withLock { pid in
            if let pid { _ = kill(pid, signal) }
        }
    }

    private func spawn(environment: [String: String]) throws(UserError) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // We ignore SIGPIPE and handle SIGINT and SIGTERM ourselves; a child must not inherit that.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        // Threads of a pool block signals; the child begins with none blocked.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let code = withCStrings(words) { arguments in
            withCStrings(environment.map { "\($0)=\($1)" }) { variables in
                posix_spawnp(&pid, words[0], nil, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            let reason = String(cString: strerror(code))
            throw .usage("cannot run \"\(words[0])\": \(reason); check the command after \"--\" and PATH")
        }
        return pid
    }
}

/// Calls the body with the texts as a list of C strings that ends in a null pointer, valid during the call.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(&pointers)
}
