import Model
import Recorder
import TestSupport
import Testing

/// How systems write values: parts of others, ids behind letters, times, digests, forms.
@Suite struct ValueHabitTests {
    private var random = SeededRandom(seed: 41)

    private static let hex = "0123456789abcdef"
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    /// What a single mock answers and sends.
    private func only(_ recording: StagedRecording) throws -> (payload: JSON?, callbacks: [CallbackConfig]) {
        let mocks = Staging.build(recording).mocks
        let mock = try #require(mocks.first)
        #expect(mocks.count == 1)
        return (Staging.payload(of: mock), mock.callbacks)
    }

    @Test mutating func `a payment shows parts of its card, and is told in a signed batch`() throws {
        var recording = StagedRecording()
        let digits = "0123456789"
        for number in 0..<5 {
            let (time, reference) = (number * 20_000, random.text(16, of: Self.upper))
            let card = random.text(16, of: digits)
            let amount: JSON = ["value": .int(990 + number * 31), "currency": "EUR"]
            recording.exchange(
                "POST",
                "/payments",
                ["amount": amount, "account": .string(card)],
                at: time,
                [
                    "pspReference": .string(reference), "last": .string(String(card.suffix(4))),
                    "bin": .string(String(card.prefix(6))),
                ]
            )
            for (code, late) in [("AUTHORISATION", 400), ("CAPTURE", 2_500)] {
                let signature = random.text(42) + "A="
                let item: JSON = [
                    "eventCode": .string(code), "pspReference": .string(reference), "amount": amount,
                    "hmac": .string(signature.replacing("q", with: "+").replacing("Z", with: "/")),
                ]
                recording.webhook(["live": "false", "items": [["Item": item]]], at: time + late)
            }
        }
        let (payload, callbacks) = try only(recording)
        #expect(payload?["last"] == "$.slice($.req.account, -4)" && payload?["bin"] == "$.slice($.req.account, 0, 6)")
        #expect(callbacks.map { $0.body?["items"]?[0]?["Item"]?["eventCode"] } == ["AUTHORISATION", "CAPTURE"])
        let hmac = callbacks.first?.body?["items"]?[0]?["Item"]?["hmac"]
        #expect(hmac == "$.fake.pattern('[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=')")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `a form is sent field by field, encoded`() throws {
        var recording = StagedRecording()
        for number in 0..<4 {
            let (time, id) = (number * 20_000, "SM" + random.text(32, of: Self.hex))
            let (to, text) = ("+4930\(1_000_000 + number * 4_321)", "Code \(number + 1) & \(random.text(5))")
            let form = "To=\(PercentEncoding.encoded(to))&Body=\(PercentEncoding.encoded(text))"
            recording.exchange("POST", "/messages", [:], at: time, ["sid": .string(id), "to": .string(to)])
            recording.writeAsForm(form)
            for (status, late) in [("sent", 200), ("delivered", 700)] {
                let told = "MessageSid=\(id)&MessageStatus=\(status)&To=\(PercentEncoding.encoded(to))&Kind=a%20b"
                recording.webhook([:], at: time + late)
                recording.writeAsForm(told)
            }
        }
        let (payload, callbacks) = try only(recording)
        #expect(
            payload?["sid"]?.string?.hasPrefix("$.fake.pattern('SM[0-9a-f]{32}')") == true
                || payload?["sid"] == "$.mS.sid"
        )
        #expect(
            callbacks.map(\.body)
                == ["sent", "delivered"]
                .map {
                    .string(
                        "MessageSid=${$.urlEncode($.resp.sid)}&MessageStatus=\($0)&To=${$.urlEncode($.resp.to)}&Kind=a%20b"
                    )
                }
        )
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test mutating func `messages count in each channel, and say when and how long they are`() throws {
        var recording = StagedRecording()
        for channel in 0..<3 {
            let name = "C07" + random.text(8, of: Self.upper)
            for number in 1...3 {
                let time = channel * 60_000 + number * 7_000
                let text = "hi \(random.text(3 + (channel + number) % 4))"
                let instant = StagedRecording.at(time).nanoseconds
                let mail = CalendarDate(StagedRecording.at(time)).httpDate.dropLast(3) + "+0000"
                recording.exchange(
                    "POST",
                    "/channels/\(name)/messages",
                    ["text": .string(text), "title": .string("A  Story, \(text)!")],
                    at: time,
                    [
                        "seq": .int(number), "length": .int(text.count), "sent": .string(String(mail)),
                        "slug": .string("a-story-" + text.lowercased().replacing(" ", with: "-")),
                        "ts": .string(
                            "\(instant / 1_000_000_000).\(String(instant % 1_000_000_000 + 1_000_000_000).dropFirst().prefix(6))"
                        ),
                        "id": .string("M" + random.text(10, of: Self.upper)),
                    ]
                )
            }
        }
        let (payload, _) = try only(recording)
        #expect(payload?["seq"] == "$.fake.counter('messages.seq:${$.pathParam.id}', 1)")
        #expect(payload?["length"] == "$.count($.req.text)" && payload?["slug"] == "$.slug($.req.title)")
        #expect(payload?["ts"] == "$.toString($.time('unix', 'us'))")
        #expect(payload?["sent"] == "${$.slice($.time('http'), 0, 26)}+0000")
        #expect(payload?["id"] == "$.fake.pattern('M[A-Z0-9]{10}')")
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete, "\(report.text)")
    }
}
