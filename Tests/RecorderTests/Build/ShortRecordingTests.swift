import Model
import Recorder
import TestSupport
import Testing

/// Recordings of a second or less, in which times are equal in all samples.
@Suite struct ShortRecordingTests {
    private func order(_ number: Int, at time: Int, _ random: inout SeededRandom) -> (asked: JSON, shown: JSON) {
        let asked: JSON = ["customer": .string(random.text(9))]
        return (
            asked,
            [
                "id": .string("ord_\(random.text(16))"), "created_at": StagedRecording.rfc3339(time),
                "expires": .int(Int(StagedRecording.at(time).seconds) + 900),
                "since": "2019-03-01T00:00:00Z", "until": .int(2_000_000_000), "day": "2019-03-01",
            ]
        )
    }

    private func shop(orders: Int) -> StagedRecording {
        var random = SeededRandom(seed: 12)
        var recording = StagedRecording()
        for number in 0..<orders {
            let time = number * 200
            let (asked, shown) = order(number, at: time, &random)
            recording.exchange("POST", "/orders", asked, at: time, status: 201, shown)
            recording.webhook(
                [
                    "order": shown["id"] ?? .null, "created": .int(Int(StagedRecording.at(time).seconds)),
                    "order_created_at": shown["created_at"] ?? .null,
                ],
                at: time + 100
            )
        }
        return recording
    }

    @Test(arguments: [1, 3]) func timesOfOneSecondAreTheClock(orders: Int) throws {
        let mock = try #require(Staging.build(shop(orders: orders)).mocks.first)
        let payload = try #require(Staging.payload(of: mock))
        #expect(payload["created_at"] == "$.time('rfc3339')")
        #expect(payload["expires"] == "$.time('unix', '+15m')")
        #expect(mock.callbacks.first?.body?["created"] == "$.time('unix')")
        #expect(mock.callbacks.first?.body?["order_created_at"] == "$.resp.created_at")
    }

    @Test(arguments: [1, 3]) func timesFarFromTheClockStay(orders: Int) throws {
        let mock = try #require(Staging.build(shop(orders: orders)).mocks.first)
        let payload = try #require(Staging.payload(of: mock))
        #expect(payload["since"] == "2019-03-01T00:00:00Z")
        #expect(payload["until"] == 2_000_000_000)
        #expect(payload["day"] == "2019-03-01")
    }

    @Test(arguments: [
        ("2026-09-21T14:13:20.250Z", "$.time('rfc3339ms')"), ("2026-09-21T14:13:20.250123Z", "$.time('rfc3339us')"),
        ("2026-09-22T14:13:20Z", "$.time('rfc3339', '+1d')"), ("2026-10-21T14:13:20Z", "$.time('rfc3339', '+30d')"),
        ("Mon, 21 Sep 2026 14:13:20 GMT", "$.time('http')"), ("2026-09-21", "$.time('date')"),
        ("1790000000", "$.toString($.time('unix'))"), ("2026-09-21T14:21:07Z", nil), ("2026-09-20", nil),
        ("2026-08-21T14:13:20Z", nil), ("2026-09-24", nil),
    ])
    func formatAndPrecisionAreKept(text: String, template: String?) throws {
        #expect(CalendarDate(StagedRecording.start).rfc3339(fractionDigits: 0) == "2026-09-21T14:13:20Z")
        var recording = StagedRecording()
        recording.exchange("GET", "/now", at: 0, lasting: 400, ["at": .string(text)])
        let mock = try #require(Staging.build(recording).mocks.first)
        #expect(Staging.payload(of: mock) == ["at": .string(template ?? text)])
    }

    @Test func aTimeOfTheRequestIsALink() throws {
        var recording = StagedRecording()
        recording.exchange("POST", "/notes", ["when": 1_790_000_000], at: 0, status: 201, ["made": 1_790_000_000])
        let mock = try #require(Staging.build(recording).mocks.first)
        #expect(Staging.payload(of: mock) == ["made": "$.req.when"])
    }

    @Test func aTimeThatStoodThereBeforeIsRemembered() throws {
        var recording = shop(orders: 2)
        let made = StagedRecording.rfc3339(0)
        recording.exchange("GET", "/stats", at: 900, ["first_order": made])
        let mocks = Staging.build(recording).mocks
        let stats = try #require(mocks.first { $0.http.route == "/stats" })
        #expect(Staging.payload(of: stats) == ["first_order": made])
    }

    @Test func aTimeThatDoesNotMoveWithItsExchangesIsNone() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 3)
        for number in 0..<2 {
            recording.exchange(
                "POST",
                "/notes",
                ["text": .string(random.text(9))],
                at: number * 1_800,
                ["started": "2026-09-21T14:13:20Z"]
            )
        }
        let mock = try #require(Staging.build(recording).mocks.first)
        #expect(Staging.payload(of: mock) == ["started": "2026-09-21T14:13:20Z"])
    }
}
