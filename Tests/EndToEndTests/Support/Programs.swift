import Foundation

/// Where the programs under test are: beside the test bundle, as `swift build` leaves them.
enum Programs {
    static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static var understudy: String { built("understudy") }
    static var shop: String { built("demo-shop") }

    private static func built(_ name: String) -> String {
        // `swift test` runs the bundle from a helper of the toolchain, so the bundle's own path is asked as well.
        let candidates = [folder, bundleFolder].map { $0.appending(path: name).path }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
    }

    private static var bundleFolder: URL {
        let arguments = CommandLine.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return URL(filePath: bundle).deletingLastPathComponent()
    }

    /// The path of a program of the system, or nil: tests that need it say that they skip.
    static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
