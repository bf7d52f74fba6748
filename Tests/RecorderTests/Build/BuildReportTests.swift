import Model
import Recorder
import TestSupport
import Testing

@Suite struct BuildReportTests {
    private func lines(_ recording: StagedRecording) -> [String] {
        Staging.build(recording).report.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    @Test func oneOfEachIsSingular() {
        let lines = lines(Staging.shop(orders: 1))
        #expect(lines[0] == "2 mocks with 1 callback from 2 exchanges and 1 webhook (and 1 retry)")
        #expect(
            lines.contains { $0.hasPrefix("POST shop.test/orders → 201") && $0.hasSuffix("1 exchange, 1 callback") }
        )
        #expect(lines.contains { $0.hasPrefix("GET shop.test/orders/:id → 200") && $0.hasSuffix("1 exchange") })
    }

    @Test func theFirstLinesSayWhatIsGeneralised() {
        let lines = lines(Staging.shop(orders: 4))
        #expect(lines[1].hasPrefix("generalised: "))
        #expect(lines[1].contains("links"))
        #expect(lines[1].hasSuffix("; no value stayed unexplained"))
        #expect(lines[2].isEmpty)
    }

    @Test func unexplainedValuesAreCountedAndMarked() {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 2)
        for (number, mood) in ["fine", "sad", "tired"].enumerated() {
            let asked: JSON = ["nonce": .string(random.uuid())]
            recording.exchange("POST", "/moods", asked, at: number * 9_000, ["mood": .string(mood)])
        }
        let lines = lines(recording)
        #expect(lines[1].hasSuffix("; 1 value stayed unexplained (marked ? below)"))
        #expect(
            lines.contains(
                "? response.payload.mood: 3 different values in 3 samples, unexplained: a recorded one stays"
            )
        )
    }

    @Test func oneEmptyLineBetweenMocksAndColumnsAligned() {
        let lines = lines(Staging.shop(orders: 4))
        #expect(!zip(lines, lines.dropFirst()).contains { $0.isEmpty && $1.isEmpty })
        let findings = lines.drop { !$0.hasPrefix("POST ") }.dropFirst().prefix { !$0.isEmpty }
        let columns = findings.compactMap { line in
            line.dropFirst(2).firstRange(of: "  $")
                .map { _ in
                    line.distance(from: line.startIndex, to: line.firstIndex(of: "$") ?? line.endIndex)
                }
        }
        #expect(columns.count > 3)
        #expect(Set(columns).count == 1)
        #expect(lines.allSatisfy { $0.count < 160 })
    }

    @Test func undoneCodingsAreOneNote() {
        var recording = StagedRecording()
        for number in 0..<3 {
            recording.exchange("GET", "/a", at: number * 10, ["b": 1], fields: [("Content-Encoding", "identity")])
        }
        #expect(
            Staging.build(recording).report.notes == ["3 responses coded with identity: the mocks answer plain content"]
        )
    }
}
