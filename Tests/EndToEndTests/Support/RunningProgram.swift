import Foundation
import Synchronization

/// A program that a test started and that is gone when the test lets go of it.
final class RunningProgram: @unchecked Sendable {
    // `Process` and the pipes are touched by the test and by the reading threads only through the lock below.
    private let process = Process()
    private let lines = Mutex<[String]>([])
    private let changed = DispatchSemaphore(value: 0)
    private let input = Pipe()

    /// Starts a program; its standard output and error are collected line by line.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("UNDERSTUDY_") && !$0.key.lowercased().hasSuffix("_proxy") }
            .merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = collectingPipe()
        process.standardError = collectingPipe()
        try process.run()
    }

    private func collectingPipe() -> Pipe {
        let pipe = Pipe()
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            var rest = Data()
            while true {
                let part = handle.availableData
                if part.isEmpty { break }
                rest.append(part)
                while let end = rest.firstIndex(of: 0x0A) {
                    let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                    rest = Data(rest[rest.index(after: end)...])
                    lines.withLock { $0.append(line) }
                    changed.signal()
                }
            }
            if !rest.isEmpty { lines.withLock { $0.append(String(decoding: rest, as: UTF8.self)) } }
            changed.signal()
        }
        return pipe
    }

    var pid: Int32 { process.processIdentifier }
    var output: [String] { lines.withLock { $0 } }
    var isRunning: Bool { process.isRunning }

    /// The first line, past or to come, for which the closure gives something.
    func waitForLine<Found>(seconds: Double = 30, _ find: (String) -> Found?) throws -> Found {
        let deadline = DispatchTime.now() + seconds
        while true {
            if let found = output.lazy.compactMap(find).first { return found }
            if changed.wait(timeout: deadline) == .timedOut
                || (!process.isRunning && output.lazy.compactMap(find).isEmpty)
            {
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
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits for the end; the exit status.
    func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
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
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
        .filter { !$0.key.hasPrefix("UNDERSTUDY_") && !$0.key.lowercased().hasSuffix("_proxy") }
        .merging(environment) { $1 }
    let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files instead of pipes: a program that writes much must not wait for a reader.
    let (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
    _ = FileManager.default.createFile(atPath: out.path, contents: nil)
    _ = FileManager.default.createFile(atPath: err.path, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (
        process.terminationStatus, String(decoding: try Data(contentsOf: out), as: UTF8.self),
        String(decoding: try Data(contentsOf: err), as: UTF8.self)
    )
}
