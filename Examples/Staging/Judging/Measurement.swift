import Foundation
import Model
import Recorder

/// How long a recording takes to read and to build, and how much memory the process took at most.
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
        func seconds(_ duration: Duration) -> String {
            String(format: "%.1f", Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
        }
        text =
            "| \(traffic.exchanges.count - traffic.webhookCount) | \(webhooks) | \(built.mocks.count) | \(seconds(read - begin)) |"
            + " \(seconds(end - read)) | \(Self.peakMegabytes) |"
    }

    /// The largest resident size so far (proc_pid_status(5), VmHWM).
    private static var peakMegabytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        return (line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0) / 1_024
    }
}
