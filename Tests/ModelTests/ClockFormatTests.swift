import Model
import Testing

@Suite struct ClockFormatTests {
    @Test(
        arguments: [
            1_795_514_400, "1795514400", "2026-11-24T10:00:00Z", "2026-11-24T12:00:00+02:00",
            "2026-11-24T10:00:00.000Z",
            "Tue, 24 Nov 2026 10:00:00 GMT", 1_795_514_400_000, "1795514400.000000", "Tue, 24 Nov 2026 12:00:00 +0200",
        ] as [JSON]
    )
    func readsOneInstantInEveryFormat(_ value: JSON) throws {
        let (instant, _) = try #require(ClockFormat.read(value), "\(value.textValue)")
        #expect(instant == Timestamp(seconds: 1_795_514_400))
    }

    @Test(
        arguments: [
            17, "17", 0, -1, "2026-13-24T10:00:00Z", "2026-11-24T25:00:00Z", "Tue, 32 Nov 2026 10:00:00 GMT",
            "yesterday",
            "", true, nil, 1.5, "2026-11-24T10:00:00+99:99", "1795514400.12a", "0795514400.5",
            "Tue, 24 Nov 2026 10:00:00 -2500",
        ] as [JSON]
    )
    func whatIsNoTimeIsNone(_ value: JSON) { #expect(ClockFormat.read(value) == nil) }

    @Test func knowsHowManyDigitsAFractionHas() {
        #expect(ClockFormat.fractionDigits(ofRFC3339: "2026-11-24T10:00:00.123Z") == 3)
    }
}
