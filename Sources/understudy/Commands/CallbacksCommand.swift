internal import ArgumentParser
internal import Console
internal import Model
internal import Storage

/// What became of callbacks, and what to do about it.
struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "Lists, shows, sends again, takes back, awaits and asserts the callbacks of a server that runs.",
        discussion: "list and show read a database too, with --db, while a server uses it or not.",
        subcommands: [
            ListCommand.self, ShowCommand.self, RedeliverCommand.self, CancelCommand.self, AwaitCommand.self,
            AssertCommand.self,
        ],
        defaultSubcommand: ListCommand.self
    )

    static let path = "/api/v1/callbacks"

    static func path(of id: String) -> String { "\(path)/\(PercentEncoding.encoded(id))" }

    static func print(_ json: JSON, as format: OutputFormat, text: @autoclosure () -> String) {
        printResult(format == .json ? json.serialized(indented: true) + [0x0A] : Array(text().utf8))
    }

    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists callbacks.")

        @OptionGroup var filter: CallbackFilterOptions
        @OptionGroup var options: ServerOptions
        @Option(help: "Read this database instead of asking a server.")
        var db: String?
        @Option(help: "How many at most.")
        var limit = 100
        @Flag(help: "The newest first.")
        var newest = false

        func run() async throws {
            let callbacks = if let db { try stored(in: db) } else { try await asked() }
            CallbacksCommand.print(.array(callbacks), as: options.format, text: CallbackPage.table(callbacks))
        }

        private func asked() async throws -> [JSON] {
            let page = [("limit", "\(limit)"), ("order", newest ? "desc" : "asc")].map { (name: $0.0, value: $0.1) }
            let answer = try await AdminClient(options.server).wanted("GET", CallbacksCommand.path, filter.query + page)
            return answer["callbacks"]?.array ?? []
        }

        private func stored(in path: String) throws -> [JSON] {
            let wanted = try filter.filter()
            return try translated { () throws(StorageError) in
                try DeliveryStore(DatabaseFile(path: path, for: .reading))
                    .list(wanted, limit: limit, newestFirst: newest)
            }
            .map(\.adminJSON)
        }
    }

    struct ShowCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Shows one callback whole: what is sent, and each attempt with what came back."
        )

        @Argument(help: "The id.")
        var id: String
        @OptionGroup var options: ServerOptions
        @Option(help: "Read this database instead of asking a server.")
        var db: String?

        func run() async throws {
            let callback = if let db { try stored(in: db) } else { try await asked() }
            CallbacksCommand.print(callback, as: options.format, text: CallbackPage(callback: callback).page)
        }

        private func asked() async throws -> JSON {
            try await AdminClient(options.server).wanted("GET", CallbacksCommand.path(of: id))
        }

        private func stored(in path: String) throws -> JSON {
            let found = try translated { () throws(StorageError) in
                try DeliveryStore(DatabaseFile(path: path, for: .reading)).one(DeliveryID(rawValue: id))
            }
            guard let found else {
                throw UserError.usage("\(path) holds no callback \(id); `understudy callbacks --db \(path)` lists them")
            }
            return found.adminJSON
        }
    }

    struct RedeliverCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redeliver",
            abstract: "Sends settled callbacks again, the same bytes under the same ids."
        )

        @Argument(help: "The ids.")
        var ids: [String] = []
        @Flag(help: "All dead letters: callbacks that failed or were abandoned.")
        var dead = false
        @OptionGroup var options: ServerOptions

        func validate() throws {
            guard dead != !ids.isEmpty else { throw ValidationError("say the ids of callbacks, or --dead") }
        }

        func run() async throws {
            let body: JSON = dead ? ["state": "dead"] : ["ids": .array(ids.map(JSON.string))]
            let answer = try await AdminClient(options.server)
                .wanted("POST", "\(CallbacksCommand.path)/redeliver", body: body)
            CallbacksCommand.print(answer, as: options.format, text: "\(answer["message"]?.string ?? "")\n")
        }
    }

    struct CancelCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Takes pending callbacks back."
        )

        @Argument(help: "The ids.")
        var ids: [String]
        @OptionGroup var options: ServerOptions

        func run() async throws {
            let client = try AdminClient(options.server)
            for id in ids {
                let answer = try await client.wanted("POST", "\(CallbacksCommand.path(of: id))/cancel")
                CallbacksCommand.print(answer, as: options.format, text: "\(answer["message"]?.string ?? "")\n")
            }
        }
    }
}
