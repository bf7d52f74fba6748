import Foundation
import Model
import Recorder

/// All figures of one system and number of clients.
struct Judgement {
    let attribution: AttributionJudge
    let leaves: Score
    let links: Score
    let check: CheckReport

    init(_ name: String, clients: Int, calls: Int, seed: UInt64) throws {
        let (staged, truth) = try World.recording(of: [name], calls: calls, clients: clients, seed: seed)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("staging.db").path
        try RecordingFile.write(staged, named: name, to: path)
        let traffic = try RecordingFile.read(named: name, from: path)
        let built = RecordingBuilder(hash: RecordingFile.hash).build(traffic.exchanges, messages: traffic.messages)
        attribution = AttributionJudge(built.attributions, truth)
        check = try ReplayRun.check(traffic, built)
        leaves = LeafJudge(traffic, built.mocks, truth, differing: Set(check.differences.map(\.exchange))).score
        guard let fresh = World.system(name, seed: seed) else { preconditionFailure("there is no system \(name)") }
        var judge = try FreshJudge(built.mocks, fresh, truth, seed: seed &+ 4_711)
        judge.play(calls: min(calls, 200))
        links = judge.score
    }

    /// Prints a row for each system and number of clients, then what failed most often.
    static func table(_ names: [String], clients: [Int], calls: Int, seed: UInt64, failures: Int) throws {
        print(
            "| system, seed \(seed) | clients | precision | recall | no shared value: right | leaves | links follow | exchanges | callbacks | check's links |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for name in names {
            for count in clients {
                let result = try Judgement(name, clients: count, calls: calls, seed: seed)
                print(result.row(name, count))
                if failures > 0 { for line in result.failures(failures) { print("    \(line)") } }
            }
        }
    }

    private func row(_ name: String, _ clients: Int) -> String {
        func share(_ figure: CheckReport.Figure) -> String {
            var score = Score()
            score.add(right: figure.held, total: figure.total)
            return score.share
        }
        let cells = [
            name, String(clients), attribution.precision.share, attribution.recall.share,
            "\(attribution.unshared.share) (\(attribution.unshared.total))", leaves.share, links.share,
            share(check.exchanges), share(check.callbacks), share(check.links),
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private func failures(_ count: Int) -> [String] {
        var differences = Score()
        for difference in check.differences {
            differences.fail(
                "\(difference.summary.split(separator: " ").first ?? "") \(difference.mock.map(\.rawValue) ?? "?"): \(difference.reasons.first ?? "")"
            )
        }
        let parts: [(String, Score)] = [
            ("attribution", attribution.recall), ("unshared", attribution.unshared), ("leaf", leaves), ("link", links),
            ("check", differences),
        ]
        return parts.flatMap { name, score in score.worst(count).map { "\(name): \($0)" } }
    }
}
