internal import Glibc

/// A process, told apart from a later one that got the same number: by the boot and by when it started.
struct WriterProcess: Sendable, Hashable {
    let number: Int
    /// The boot's id and the start time in clock ticks since then; only the same text means the same process.
    let start: String

    /// The process that runs this code.
    static let current = WriterProcess(number: Int(getpid()), start: start(of: Int(getpid())) ?? "unknown")

    /// Whether the process lives. Where the system keeps no `/proc`, whether any process has its number.
    var isAlive: Bool {
        if let now = Self.start(of: number) { return now == start }
        return start == "unknown" && (kill(pid_t(number), 0) == 0 || errno == EPERM)
    }

    /// From `/proc/PID/stat`, field 22 (proc(5)). The second field, the command's name, may hold spaces and brackets.
    private static func start(of process: Int) -> String? {
        guard let stat = contents(of: "/proc/\(process)/stat"), let close = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        // A zombie has ended; only its parent has not looked yet.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        let boot = contents(of: "/proc/sys/kernel/random/boot_id") ?? ""
        return "\(boot.prefix { $0 != "\n" })/\(fields[19])"
    }

    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
