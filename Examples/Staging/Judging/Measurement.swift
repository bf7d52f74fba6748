import Foundation
import Model
import Recorder

/// How long a recording takes to read and to build, and how much memory the process took at most; or how long its check takes.
struct Measurement {
    let text: String

    init(of path: String) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let traffic = try RecordingFile.read(named: "staging", from: path)
        let read = clock.now
        let built = RecordingBuilder(hash: RecordingFile.hash).build(traffic.exchanges, messages: traffic.messages)
        let end = clock.now
        let webhooks = traffic.webhookCount + traffic.messages.count
        text =
            "| \(traffic.exchanges.count - traffic.webhookCount) | \(webhooks) | \(built.mocks.count) | \(Self.seconds(read - begin)) |"
            + " \(Self.seconds(end - read)) | \(Self.peakMegabytes) |"
    }

    /// Both rounds of a check, with recorded and with fresh values; the mocks are built before.
    init(ofCheck path: String) throws {
        let traffic = try RecordingFile.read(named: "staging", from: path)
        let built = RecordingBuilder(hash: RecordingFile.hash).build(traffic.exchanges, messages: traffic.messages)
        let begin = ContinuousClock().now
        let report = try ReplayRun.check(traffic, built)
        let duration = ContinuousClock().now - begin
        text =
            "\(report.exchanges.total) exchanges are checked, with recorded and with fresh values, in \(Self.seconds(duration)) s."
    }

    private static func seconds(_ duration: Duration) -> String {
        String(format: "%.1f", Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }

    /// The largest resident size so far (proc_pid_status(5), VmHWM).
    private static var peakMegabytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        return (line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0) / 1_024
    }
}
