internal import ArgumentParser
internal import Foundation
internal import Model
internal import TLS

/// Shows and exports the root certificate.
struct CACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Shows, exports and explains the root certificate; it is made on first use.",
        subcommands: [PathCommand.self, ExportCommand.self, EnvCommand.self]
    )

    struct PathCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "path",
            abstract: "Prints where the root certificate is."
        )
        @OptionGroup var ca: CAOptions

        func run() throws {
            let authority = try Assembly.certificateAuthority(in: ca.caDir)
            printResult(Array("\(authority.certificatePath)\n".utf8))
        }
    }

    enum ExportFormat: String, ExpressibleByArgument { case pem, der, p12, jks }

    struct ExportCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Writes the root certificate, without its key.",
            discussion:
                "p12 and jks give the same PKCS #12 trust store, which Java 9 and newer read under either name; its password is \"\(TrustEnvironment.trustStorePassword)\"."
        )
        @OptionGroup var ca: CAOptions
        @Option(help: "pem, der, p12 or jks.")
        var format: ExportFormat = .pem
        @Option(name: [.short, .long], help: "The file to write; standard output by default.")
        var output: String?

        func run() throws {
            let authority = try Assembly.certificateAuthority(in: ca.caDir)
            let bytes: [UInt8] =
                switch format {
                case .pem: Array(authority.rootPEM.utf8)
                case .der: authority.rootDER
                case .p12, .jks: try authority.pkcs12(password: TrustEnvironment.trustStorePassword)
                }
            guard let output else { return printResult(bytes) }
            try writeFile(bytes, to: output)
        }
    }

    struct EnvCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "env",
            abstract: "Prints shell lines that make common programs trust the root; use: eval \"$(understudy ca env)\"",
            discussion: "With --proxy also the variables that send their traffic through it."
        )
        @OptionGroup var ca: CAOptions
        @Option(help: "The forward proxy's address, HOST:PORT.")
        var proxy: ListenAddress?

        func run() throws {
            let environment = try Assembly.trustEnvironment(try Assembly.certificateAuthority(in: ca.caDir))
            var lines = environment.trust.map { "export \($0.name)='\($0.value)'" }
            let java = environment.javaOptions(proxy: proxy.map { ($0.host, $0.port) })
            lines.append("export JAVA_TOOL_OPTIONS='\(java)'")
            if let proxy {
                lines += ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]
                    .map { "export \($0)='http://\(proxy)'" }
                lines.append("export NODE_USE_ENV_PROXY=1")
            }
            printResult(Array((lines.joined(separator: "\n") + "\n").utf8))
        }
    }
}
