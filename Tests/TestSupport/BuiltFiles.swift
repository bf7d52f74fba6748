internal import Foundation
internal import Glibc

/// Where the tests' own programs and files are.
public enum BuiltFiles {
    /// A program of the package: beside the test bundle, as `swift build` leaves it.
    public static func program(_ name: String) -> String {
        // `swift test` runs the bundle from a helper of the toolchain, so the bundle's own path is asked as well.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let executables = [URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), URL(filePath: bundle)]
        let candidates = executables.map { $0.deletingLastPathComponent().appending(path: name).path }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
    }

    /// A file under `fixtures`.
    public static func fixture(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "fixtures/\(path)").path
    }
}

/// A port of the loopback interface that nothing listens on now, for programs that cannot choose one themselves, and for
/// targets that refuse the connection.
public func freeLoopbackPort() throws -> Int {
    let descriptor = tcpSocket()
    guard descriptor >= 0 else { throw ProgramFailure("socket: \(errno)") }
    defer { close(descriptor) }
    var address = loopbackAddress(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
        }
    }
    guard isBound else { throw ProgramFailure("bind: \(errno)") }
    return Int(UInt16(bigEndian: address.sin_port))
}
