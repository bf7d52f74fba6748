internal import Model

/// `/metrics` in Prometheus' text format, version 0.0.4.
struct MetricsEndpoint: Sendable {
    let release: String
    let source: any MetricsSource

    var table: [Endpoint] {
        [
            Endpoint("GET", "/metrics", .anyone) { _ in page }
                .about("Numbers in Prometheus' format.", gives: Shape(.bytes("text/plain")))
        ]
    }

    private var page: Answer {
        Answer(
            status: 200,
            fields: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: Array(text.utf8)
        )
    }

    private var text: String {
        let metrics = source.metrics()
        var page = PrometheusText()
        page.begin("understudy_build_info", "gauge", "Always 1; the label says which release runs.")
        page.sample("understudy_build_info", [("version", release)], 1)
        page.begin("understudy_exchanges_total", "counter", "Exchanges that have ended, by outcome.")
        for (outcome, count) in metrics.exchanges.sorted(by: { $0.key < $1.key }) {
            page.sample("understudy_exchanges_total", [("outcome", outcome)], count)
        }
        page.begin("understudy_unmatched_total", "counter", "Requests that no mock answered.")
        page.sample("understudy_unmatched_total", [], metrics.unmatched)
        page.begin("understudy_deliveries_pending", "gauge", "Callbacks that have not settled.")
        page.sample("understudy_deliveries_pending", [], metrics.deliveries[.pending] ?? 0)
        page.begin("understudy_deliveries_total", "counter", "Callbacks that have settled, by how.")
        for state in Delivery.State.allCases where state != .pending {
            page.sample("understudy_deliveries_total", [("state", state.rawValue)], metrics.deliveries[state] ?? 0)
        }
        return page.text
    }
}

/// A page of metrics while it is written.
struct PrometheusText {
    private(set) var text = ""

    /// Begins a family: what its samples mean.
    mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample of the family begun last.
    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Int) {
        let inside = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        text += inside.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }

    private func escaped(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
