internal import ArgumentParser
internal import Console
internal import Model

/// Which server is asked, and how its answer is shown.
struct ServerOptions: ParsableArguments {
    @Option(
        help: """
            The admin API of the server that is asked: `serve`'s address, or `replay`'s --admin. Where it has accounts, a \
            token stands in UNDERSTUDY_TOKEN.
            """
    )
    var server = "http://127.0.0.1:5770"

    @Option(help: "text or json.")
    var format: OutputFormat = .text
}

/// Which callbacks are meant.
struct CallbackFilterOptions: ParsableArguments {
    @Option(
        help:
            "pending, delivered, failed, abandoned, cancelled, dropped, several with commas; dead: failed or abandoned."
    )
    var state: String?

    @Option(help: "The id of the request that was answered.")
    var exchange: Int64?

    @Option(help: "The id of the mock that fired it.")
    var mock: String?

    @Option(help: "The callback's own id in its mock.")
    var name: String?

    @Option(help: "The test run of the request.")
    var run: String?

    @Option(help: "The mock's namespace.")
    var namespace: String?

    @Option(help: "http, kafka or rabbitmq.")
    var type: String?

    @Option(help: "A part of the target's text.")
    var target: String?

    @Option(help: "Taken on at this instant or later: 2026-11-24T10:00:00Z.")
    var since: String?

    @Option(help: "Taken on before this instant.")
    var until: String?

    /// As the admin API's query has it.
    var query: [(name: String, value: String)] {
        let all = [
            ("state", state), ("exchange", exchange.map(String.init)), ("mock", mock), ("name", name), ("run", run),
            ("namespace", namespace), ("type", type), ("target", target), ("since", since), ("until", until),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// As a database is asked.
    func filter() throws(UserError) -> DeliveryFilter {
        do throws(CallbackFilterError) { return try DeliveryFilter(query) } catch { throw .usage(error.reason) }
    }

    /// As the admin API's bodies have it.
    var json: JSON { .object(JSONObject(query.map { JSONObject.Member($0.name, .string($0.value)) })) }
}
