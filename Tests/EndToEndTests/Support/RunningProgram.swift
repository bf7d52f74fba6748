import Foundation
import Glibc
import Synchronization

/// A program that a test started and that is gone when the test lets go of it.
///
/// Started by posix_spawn and awaited by waitpid: Foundation's `Process` notices an end only when every program started
/// meanwhile has ended as well.
final class RunningProgram: Sendable {
    let pid: pid_t
    private let lines = Mutex<[String]>([])
    private let exitStatus = Mutex<Int32?>(nil)
    private let changed = DispatchSemaphore(value: 0)
    /// Entered by each reader of the output until its end.
    private let readers = DispatchGroup()

    /// Starts a program; its standard output and error are collected line by line.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let (out, err) = (try Self.pipe(), try Self.pipe())
        pid = try spawn(program, arguments, environment: environment, output: out.write, errors: err.write)
        close(out.write)
        close(err.write)
        collect(out.read)
        collect(err.read)
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Unexpected("pipe: \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private func collect(_ descriptor: Int32) {
        let (lines, changed, readers) = (LineSink(self), changed, readers)
        readers.enter()
        Thread.detachNewThread {
            var rest: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(descriptor, &block, block.count)
                if count <= 0 { break }
                rest += block[..<count]
                while let end = rest.firstIndex(of: 0x0A) {
                    lines.append(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                    changed.signal()
                }
            }
            if !rest.isEmpty { lines.append(String(decoding: rest, as: UTF8.self)) }
            close(descriptor)
            changed.signal()
            readers.leave()
        }
    }

    /// Adds lines without keeping the program alive.
    private final class LineSink: Sendable {
        private let program: @Sendable () -> RunningProgram?

        init(_ program: RunningProgram) { self.program = { [weak program] in program } }

        func append(_ line: String) { program()?.lines.withLock { $0.append(line) } }
    }

    var output: [String] { lines.withLock { $0 } }

    /// Whether it has not ended; an end is collected.
    var isRunning: Bool { status(waiting: false) == nil }

    /// The first line, past or to come, for which the closure gives something.
    func waitForLine<Found>(seconds: Double = 30, _ find: (String) -> Found?) throws -> Found {
        let deadline = DispatchTime.now() + seconds
        while true {
            if let found = output.lazy.compactMap(find).first { return found }
            let isLate = changed.wait(timeout: min(deadline, .now() + 0.2)) == .timedOut
            if isLate, DispatchTime.now() >= deadline || !isRunning {
                if let found = output.lazy.compactMap(find).first { return found }
                throw Unexpected("the line did not come; so far:\n" + output.joined(separator: "\n"))
            }
        }
    }

    /// Waits until so many lines pass.
    func waitForLines(_ count: Int, seconds: Double = 30, where isIncluded: (String) -> Bool) throws -> [String] {
        let deadline = DispatchTime.now() + seconds
        while true {
            let found = output.filter(isIncluded)
            if found.count >= count { return found }
            if changed.wait(timeout: deadline) == .timedOut {
                throw Unexpected("\(found.count) of \(count) lines came:\n" + output.joined(separator: "\n"))
            }
        }
    }

    /// Sends a signal and waits for the end.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) -> Int32 {
        if isRunning { kill(pid, signal) }
        return wait()
    }

    /// Waits for the end and for all that was written until then; the exit status, or 128 plus the signal's number.
    func wait() -> Int32 {
        let status = status(waiting: true) ?? -1
        // A program that it started itself and left behind may hold the output open.
        _ = readers.wait(timeout: .now() + 5)
        return status
    }

    private func status(waiting: Bool) -> Int32? {
        exitStatus.withLock { known in
            if let known { return known }
            known = ended(pid, waiting: waiting)
            return known
        }
    }

    deinit {
        let hasEnded = exitStatus.withLock { $0 != nil }
        guard !hasEnded else { return }
        kill(pid, SIGKILL)
        _ = ended(pid, waiting: true)
    }
}

/// What a test found instead of what it needed to go on.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Runs a program to its end.
func run(
    _ program: String,
    _ arguments: [String],
    environment: [String: String] = [:]
) throws -> (status: Int32, output: String, errors: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files instead of pipes: a program that writes much must not wait for a reader.
    let (out, err) = (folder.appending(path: "out").path, folder.appending(path: "err").path)
    let descriptors = [out, err].map { (path: String) in open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
    let pid = try spawn(
        program,
        arguments,
        environment: environment,
        output: descriptors[0],
        errors: descriptors[1]
    )
    descriptors.forEach { close($0) }
    let status = ended(pid, waiting: true) ?? -1
    return (
        status, try String(contentsOfFile: out, encoding: .utf8), try String(contentsOfFile: err, encoding: .utf8)
    )
}

/// The exit status of a child, or 128 plus the signal's number; nil while it runs.
private func ended(_ pid: pid_t, waiting: Bool) -> Int32? {
    var status: Int32 = 0
    var result = waitpid(pid, &status, waiting ? 0 : WNOHANG)
    while result < 0, errno == EINTR { result = waitpid(pid, &status, waiting ? 0 : WNOHANG) }
    guard result == pid else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}

/// Starts a program in our environment without what would change its behaviour, with standard input empty.
private func spawn(
    _ program: String,
    _ arguments: [String],
    environment: [String: String],
    output: Int32,
    errors: Int32
) throws -> pid_t {
    let variables = ProcessInfo.processInfo.environment
        .filter { !$0.key.hasPrefix("UNDERSTUDY_") && !$0.key.lowercased().hasSuffix("_proxy") }
        .merging(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    // Threads of a pool block signals, and a child inherits the mask of the thread that starts it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let line: [String] = [program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, &attributes, &words, &settings)
    guard code == 0 else { throw Unexpected("cannot run \(program): \(String(cString: strerror(code)))") }
    return pid
}
