import Model
import Testing

@Suite struct DeliveryTests {
    @Test(arguments: [(199, true), (200, true), (302, true), (399, true), (400, false), (503, false)])
    func `an answer below 400 is a success`(_ status: Int, _ isSuccess: Bool) {
        let attempt = Attempt(
            number: 1,
            startedAt: Timestamp(seconds: 0),
            duration: .zero,
            result: .answered(status: status, fields: [], body: [])
        )
        #expect(attempt.isSuccess == isSuccess)
    }
}
