import Model
import Recorder
import Storage
import TestSupport
import Testing

/// What the standard rules leave of a recording still plays: marks of forms as placeholders, tokens of pages as they are.
@Suite struct RedactedRecordingTests {
    private let redactor = Redactor(rules: .standard, salt: [1, 2, 3], hash: Staging.hash)

    private func redacted(_ recording: StagedRecording) -> StagedRecording {
        var recording = recording
        recording.exchanges = recording.exchanges.map { redactor.redact($0).stored.exchange }
        return recording
    }

    @Test func `a form's mark that goes back with the form is hidden, and the form is taken`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 3)
        var marks: [String] = []
        for number in 0..<5 {
            let (time, mark) = (number * 5_000, random.text(32, of: "0123456789abcdef"))
            marks.append(mark)
            recording.exchange("GET", "/form", at: time, ["form_csrf_token": .string(mark), "fields": ["name"]])
            let (id, name) = (String(number + 100), JSON.string(random.text(6)))
            let form: JSON = ["form_csrf_token": .string(mark), "name": name]
            recording.exchange("POST", "/form", form, at: time + 900, status: 201, ["id": .string(id), "name": name])
        }
        let hidden = redacted(recording)
        let bytes = hidden.exchanges.flatMap { $0.requestBody.bytes + ($0.response?.body.bytes ?? []) }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(marks.allSatisfy { !text.contains($0) } && text.contains("redacted-"))
        let report = try ClosedLoop.check(hidden)
        #expect(report.isComplete, "\(report.text)")
    }

    @Test func `tokens of pages, counts and times stay, and what they decide is built as without redaction`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 4)
        let token = random.text(20)
        for number in 0..<4 {
            let time = number * 5_000
            let used: JSON = ["max_tokens": 4_096, "tokens_used": .int(12 + number), "password_set": true]
            recording.exchange(
                "GET",
                "/items?limit=2",
                at: time,
                ["items": [1, 2], "nextPageToken": .string(token), "usage": used]
            )
            recording.exchange(
                "GET",
                "/items?limit=2&pageToken=\(token)",
                at: time + 900,
                ["items": [3], "usage": used]
            )
        }
        let hidden = redacted(recording)
        #expect(hidden.exchanges.map(\.request) == recording.exchanges.map(\.request))
        #expect(hidden.exchanges.map { $0.response?.body } == recording.exchanges.map { $0.response?.body })
        let report = try ClosedLoop.check(hidden)
        #expect(report.exchanges.isComplete, "\(report.text)")
    }
}
