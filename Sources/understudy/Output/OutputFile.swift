internal import Foundation
internal import Glibc

/// A result on its way: to standard output, or to a file that appears whole or not at all.
final class OutputFile {
    private let path: String?
    private let part: String
    private let handle: FileHandle
    private var isFinished = false

    /// - Parameter path: nil for standard output.
    init(_ path: String?) throws(UserError) {
        self.path = path
        guard let path else {
            (handle, part) = (.standardOutput, "")
            return
        }
        part = "\(path).\(getpid()).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if path != nil, !isFinished { unlink(part) } }

    func append(_ bytes: [UInt8]) throws(UserError) {
        guard !bytes.isEmpty else { return }
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            throw Self.failure(path ?? "standard output", systemWords(error))
        }
    }

    /// Gives the file its name.
    func finish() throws(UserError) {
        guard let path else { return }
        guard rename(part, path) == 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        isFinished = true
    }

    /// Writes a result that is there already.
    static func write(_ bytes: [UInt8], to path: String?) throws(UserError) {
        let file = try OutputFile(path)
        try file.append(bytes)
        try file.finish()
    }

    private static func failure(_ path: String, _ reason: String) -> UserError {
        .failure(
            "cannot write \(path): \(reason); check that its folder exists and is writable, and that there is room"
        )
    }
}
