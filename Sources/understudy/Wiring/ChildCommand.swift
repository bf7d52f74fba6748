internal import Foundation

/// A program that runs beside us, with our standard streams; its exit status becomes ours.
final class ChildCommand: @unchecked Sendable {
    // Foundation's Process is not Sendable; after `start` it is only asked to forward a signal, which is one kill(2).
    private let process = Process()
    private let words: [String]

    /// The words after `--`; the first is looked up in PATH.
    init(_ words: [String]) { self.words = words }

    /// Starts it and waits for its end.
    ///
    /// - Returns: its exit status; 128 plus the number when a signal ended it, as shells have it.
    func run(environment: [String: String]) async throws(UserError) -> Int32 {
        guard let program = Self.find(words[0], path: environment["PATH"] ?? "/usr/bin:/bin") else {
            throw .usage("cannot run \"\(words[0])\": no such program in PATH; check the command after \"--\"")
        }
        process.executableURL = URL(filePath: program)
        process.arguments = Array(words.dropFirst())
        process.environment = environment
        do {
            return try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { ended in
                    let signalled = ended.terminationReason == .uncaughtSignal
                    continuation.resume(returning: signalled ? 128 + ended.terminationStatus : ended.terminationStatus)
                }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
        } catch {
            throw .usage("cannot run \"\(program)\": \(error.localizedDescription)")
        }
    }

    /// Passes a signal on, if the program runs.
    func forward(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    private static func find(_ name: String, path: String) -> String? {
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
