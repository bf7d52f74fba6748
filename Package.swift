// swift-tools-version: 6.2
import PackageDescription

// Swift 6 mode, warnings are errors, and imports say who may see them: one list for every target.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // The tests run with the checks for overlapping access on; in a release they cost the hot path some percent.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A C library of the system, found by pkg-config. `Sources/System/NAME` holds its module map and shim.
func system(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ module: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.init(stringLiteral: module), "TestSupport"] + (module == "Model" ? [] : ["Model"]) + more,
        swiftSettings: settings
    )
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "understudy",
    products: [.executable(name: "understudy", targets: ["understudy"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CRdKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
        system("CRabbitMQ", pkgConfig: "librabbitmq", apt: "librabbitmq-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        system("CBrotli", pkgConfig: "libbrotlidec", apt: "libbrotli-dev"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),

        module("Model", []),
        module("TLS", ["COpenSSL", nioCore]),
        module("Codings", ["CZlib", "CBrotli", "CZstd"]),
        module("Storage", ["Model", grdb, sqlite]),
        module("Brokers", ["Model", "CRdKafka", "CRabbitMQ"]),
        module("Templating", ["Model", "TLS", "CPCRE2"]),
        module("Proxy", ["Model", "TLS", nioCore, nioPosix, log]),
        module("Recorder", ["Model", "Codings", "Storage", "Brokers", "Templating", log, yams]),
        module("Replay", ["Model", "Codings", "Templating", log]),
        module("Callbacks", ["Model", "TLS", "Brokers", "CCurl", log]),
        module("Console", ["Model", "Storage", log]),
        .executableTarget(
            name: "understudy",
            dependencies: [
                "Model", "TLS", "Codings", "Storage", "Brokers", "Templating", "Proxy", "Recorder", "Replay",
                "Callbacks", "Console", arguments, log, nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),

        .executableTarget(
            name: "demo-shop",
            dependencies: ["TLS", nioCore, nioPosix, nioHTTP1],
            path: "Examples/Shop",
            swiftSettings: settings
        ),

        .executableTarget(
            name: "staging-truth",
            dependencies: ["Model", "TLS", "Storage", "Templating", "Recorder", "Replay"],
            path: "Examples/Staging",
            swiftSettings: settings
        ),

        .executableTarget(
            name: "kafka-mock",
            dependencies: ["CRdKafka"],
            path: "Tests/KafkaMock",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Model"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("Model"),
        tests("TLS", [nioCore, nioEmbedded]),
        tests("Codings"),
        tests("Storage", [grdb]),
        tests("Brokers"),
        tests("Templating"),
        tests("Proxy", ["TLS", nioCore, nioPosix, nioEmbedded]),
        tests("Recorder", ["Codings", "Storage", "Templating", "Replay", log]),
        tests("Replay", ["Templating"]),
        tests("Callbacks", ["TLS"]),
        tests("Console", ["Storage", "TLS", grdb, log]),
        .testTarget(
            name: "StagingTests",
            dependencies: ["staging-truth", "Model"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Model", "TestSupport", "Storage"],
            exclude: ["Clients"],
            swiftSettings: settings
        ),
    ]
)
