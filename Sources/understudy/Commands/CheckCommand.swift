internal import ArgumentParser
internal import Foundation
internal import Model
internal import Recorder
internal import Storage

/// Replays a recording against its mocks, in process, and says what is not reproduced.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Replays the recording against its mocks, in process, and prints what is reproduced.",
        discussion: """
            Three figures: exchanges reproduced, callbacks reproduced, and links that follow when every linked request value \
            is replaced by a fresh one. Anything under 100 % is listed with a diff; the exit status is 1 then.
            """
    )

    @OptionGroup var target: RecordingOptions

    @Option(help: "The mock file; without it the mocks are built from the recording.")
    var mocks: String?

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let open = try OpenRecording(target)
        let recorded = try open.recorded()
        let built = try open.build(recorded)
        let mocks = try mocks.map { try MockFiles(reading: [$0]).wholeMocks } ?? built.mocks
        let report = try RecordingCheck(recorded: recorded, attributions: built.attributions, mocks: mocks).report()
        printResult(
            format == .json ? report.json.serialized(indented: true) + [0x0A] : Array((report.text + "\n").utf8)
        )
        if !report.isComplete { throw ExitCode(1) }
    }
}
