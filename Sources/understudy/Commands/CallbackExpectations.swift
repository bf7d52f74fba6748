internal import ArgumentParser
internal import Model

extension CallbacksCommand {
    struct AwaitCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "await",
            abstract: "Waits until no callback is pending; exits 1 when the time is over first."
        )

        @Option(help: "Only those of this test run.")
        var run: String?
        @Option(help: "Only those of the request with this id.")
        var exchange: Int64?
        @Option(help: "How many seconds, 600 at most.")
        var timeout = 30.0
        @OptionGroup var options: ServerOptions

        func validate() throws {
            guard (0...600).contains(timeout) else { throw ValidationError("--timeout must be 0 to 600 seconds") }
            guard run == nil || exchange == nil else {
                throw ValidationError("--run and --exchange exclude each other")
            }
        }

        func run() async throws {
            var body: JSONObject = ["timeout": .number(JSONNumber(timeout))]
            if let run { body["run"] = .string(run) }
            if let exchange { body["exchange"] = .int(exchange) }
            let client = try AdminClient(options.server)
            let reply =
                try await client.call(
                    "POST",
                    "\(CallbacksCommand.path)/await",
                    body: .object(body),
                    patience: .seconds(timeout)
                )
            guard let isSettled = reply.json["settled"]?.bool else { throw client.refusal(reply) }
            let counts = (reply.json["counts"]?.object?.members ?? []).filter { $0.value != 0 }
                .map { "\($0.value.textValue) \($0.name)" }.joined(separator: ", ")
            CallbacksCommand.print(
                reply.json,
                as: options.format,
                text: "\(isSettled ? "settled" : "not settled in time"): \(counts.isEmpty ? "none" : counts)\n"
            )
            if !isSettled { throw ExitCode(1) }
        }
    }

    struct AssertCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assert",
            abstract: "Whether callbacks were sent as expected; exits 1 and says why when not.",
            discussion: "Without --count, --min and --max at least one must be there. docs/api.md says more."
        )

        @OptionGroup var filter: CallbackFilterOptions
        @Option(help: "How many there must be.")
        var count: Int?
        @Option(help: "How many there must be at least.")
        var min: Int?
        @Option(help: "How many there may be at most.")
        var max: Int?
        @Option(help: "A callback's name, mock or target; repeated, in the order of their deliveries.")
        var order: [String] = []
        @Option(help: "Conditions that each content must meet, as a JSON list.")
        var body: String?
        @Option(help: "How many seconds it may take until it is so, 600 at most.")
        var within = 0.0
        @OptionGroup var options: ServerOptions

        func validate() throws {
            guard count == nil || min == nil && max == nil else {
                throw ValidationError("--count says how many exactly; --min and --max do not go with it")
            }
            guard (0...600).contains(within) else { throw ValidationError("--within must be 0 to 600 seconds") }
        }

        func run() async throws {
            let client = try AdminClient(options.server)
            let reply =
                try await client.call(
                    "POST",
                    "\(CallbacksCommand.path)/assert",
                    body: try assertion,
                    patience: .seconds(within)
                )
            guard let holds = reply.json["holds"]?.bool else { throw client.refusal(reply) }
            let reasons = (reply.json["reasons"]?.array ?? []).map(\.textValue)
            let found = "\(reply.json["count"]?.textValue ?? "0") found"
            CallbacksCommand.print(
                reply.json,
                as: options.format,
                text: ((holds ? ["holds: \(found)"] : ["does not hold: \(found)"]) + reasons)
                    .joined(separator: "\n") + "\n"
            )
            if !holds { throw ExitCode(1) }
        }

        private var assertion: JSON {
            get throws {
                var object: JSONObject = ["filter": filter.json, "within": .number(JSONNumber(within))]
                if let count { object["count"] = .int(count) }
                if min != nil || max != nil {
                    var bounds = JSONObject()
                    if let min { bounds["min"] = .int(min) }
                    if let max { bounds["max"] = .int(max) }
                    object["count"] = .object(bounds)
                }
                if !order.isEmpty { object["order"] = .array(order.map(JSON.string)) }
                if let body {
                    guard let conditions = try? JSON.parse(body), conditions.array != nil else {
                        throw UserError.usage("--body \(body) is no JSON list of conditions")
                    }
                    object["body"] = conditions
                }
                return .object(object)
            }
        }
    }
}
