import Model
import Testing

@testable import Console

@Suite struct MetricsEndpointTests {
    @Test func `the numbers stand in Prometheus' format`() throws {
        let api = AdminAPI()
        api.sources.set {
            $0.metrics = ConsoleMetrics(
                exchanges: ["response": 12, "failure": 1],
                unmatched: 3,
                deliveries: [.pending: 4, .delivered: 5]
            )
        }
        let answer = try #require(api.answer("GET", "/metrics"))
        #expect(answer.fields.first("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(
            lines.filter { !$0.hasPrefix("#") } == [
                #"understudy_build_info{version="1.2.3"} 1"#, #"understudy_exchanges_total{outcome="failure"} 1"#,
                #"understudy_exchanges_total{outcome="response"} 12"#, "understudy_unmatched_total 3",
                "understudy_deliveries_pending 4", #"understudy_deliveries_total{state="delivered"} 5"#,
                #"understudy_deliveries_total{state="failed"} 0"#, #"understudy_deliveries_total{state="abandoned"} 0"#,
                #"understudy_deliveries_total{state="cancelled"} 0"#,
                #"understudy_deliveries_total{state="dropped"} 0"#,
            ]
        )
        #expect(lines.contains("# TYPE understudy_exchanges_total counter"))
    }

    @Test func `labels are escaped`() {
        var page = PrometheusText()
        page.sample("a", [("b", "x\"y\\z\nw")], 1)
        #expect(page.text == #"a{b="x\"y\\z\nw"} 1"# + "\n")
    }
}
