import Recorder
import Storage
import Testing

@Suite struct CaptureSummaryTests {
    @Test func anEmptyRunReadsSo() {
        let summary = ExchangeRecorder.Summary()
        #expect(summary.text == "0 exchanges" && !summary.hasFailed)
    }
}
