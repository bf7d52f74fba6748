internal import ArgumentParser
internal import Foundation
internal import Model

/// The secrets that a running server signs callbacks with.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Lists, sets and deletes the secrets that a server signs callbacks with.",
        discussion: """
            A callback names one with "sign": {"secret": NAME}. Values go to the server and never come back. They are read from \
            standard input or the environment, since other users see the arguments of a command.
            """,
        subcommands: [ListCommand.self, SetCommand.self, DeleteCommand.self],
        defaultSubcommand: ListCommand.self
    )

    private static let path = "/api/v1/secrets"

    private static func path(of name: String) -> String { "\(path)/\(PercentEncoding.encoded(name))" }

    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists names, never values.")

        @OptionGroup var options: ServerOptions

        func run() async throws {
            let answer = try await AdminClient(options.server)
                .wanted("GET", SecretsCommand.path, [(name: "limit", value: "10000")])
            let secrets = answer["secrets"]?.array ?? []
            CallbacksCommand.print(.array(secrets), as: options.format, text: Self.table(secrets))
        }

        private static func table(_ secrets: [JSON]) -> String {
            var table = TextTable(["NAME", "CREATED", "UPDATED", "TROUBLE"])
            for secret in secrets {
                table.add(["name", "createdAt", "updatedAt", "trouble"].map { secret[$0]?.string ?? "" })
            }
            return table.text
        }
    }

    struct SetCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Keeps a secret, in place of one of its name.",
            discussion: "The value is what standard input holds, without the line break at its end, or --from-env's."
        )

        @Argument(help: "What callbacks call it.")
        var name: String
        @Option(help: "The environment variable that holds the value.")
        var fromEnv: String?
        @OptionGroup var options: ServerOptions

        func run() async throws {
            let value = try value()
            let answer = try await AdminClient(options.server)
                .wanted("PUT", SecretsCommand.path(of: name), body: ["value": .string(value)])
            CallbacksCommand.print(answer, as: options.format, text: "\(answer["message"]?.string ?? "")\n")
        }

        private func value() throws(UserError) -> String {
            if let fromEnv {
                guard let value = ProcessInfo.processInfo.environment[fromEnv], !value.isEmpty else {
                    throw .usage("the environment variable \(fromEnv) with the secret is not set")
                }
                return value
            }
            guard var text = isatty(STDIN_FILENO) == 1 ? typed() : read() else {
                throw .usage("what standard input holds is not UTF-8, as a secret has to be")
            }
            // A carriage return and its line feed are one character.
            if text.last?.isNewline == true { text.removeLast() }
            guard !text.isEmpty else { throw .usage("standard input holds no secret; give it there, or by --from-env") }
            return text
        }

        /// Asks a person, without showing what is typed (getpass(3)).
        private func typed() -> String? { getpass("Secret: ").flatMap { String(validatingCString: $0) } }

        private func read() -> String? {
            String(validating: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        }
    }

    struct DeleteCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Takes a secret away.")

        @Argument(help: "The name.")
        var name: String
        @OptionGroup var options: ServerOptions

        func run() async throws {
            let answer = try await AdminClient(options.server).wanted("DELETE", SecretsCommand.path(of: name))
            CallbacksCommand.print(answer, as: options.format, text: "\(answer["message"]?.string ?? "")\n")
        }
    }
}
