import Model
import Replay
import Testing

@Suite struct MissReportTests {
    @Test func namesTheRequest() {
        let report = MissReport(method: "GET", target: "/a", host: "h.test", nearest: [])
        #expect(report.text.hasPrefix("No mock matches GET /a (host h.test)."))
        #expect(report.answer(to: ExchangeID(rawValue: 3)).status == 404)
    }
}
