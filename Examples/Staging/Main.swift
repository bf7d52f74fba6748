import Foundation
import Model
import Recorder

/// Staging systems with known answers: writes recordings with the truth beside them, and judges what Understudy makes of
/// them. Not part of the product.
///
///     staging-truth write --db FILE [--truth FILE] [--systems NAMES] [--clients N] [--calls N] [--seed N]
///     staging-truth measure --db FILE       builds the recording of `write`; time and peak memory of the process
///     staging-truth check --db FILE         the same for a check of the recording
///     staging-truth judge [--systems NAMES] [--clients 1,8,64] [--calls N] [--seed N] [--failures N]
///
/// NAMES are separated by commas; without them all are taken. `write` puts all systems into one recording.
@main
enum Main {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        func value(_ flag: String) -> String? {
            arguments.firstIndex(of: flag).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
        }
        let names = value("--systems")?.split(separator: ",").map(String.init) ?? World.names
        let seed = value("--seed").flatMap(UInt64.init) ?? 1
        for name in names where !World.names.contains(name) {
            throw UsageError(
                description: "there is no system \(name); there are \(World.names.joined(separator: ", "))"
            )
        }
        switch arguments.first {
        case "write":
            guard let path = value("--db") else { throw UsageError(description: "--db FILE is missing") }
            let clients = value("--clients").flatMap(Int.init) ?? 8
            let calls = value("--calls").flatMap(Int.init) ?? 1_000
            let (traffic, truth) = try World.recording(of: names, calls: calls, clients: clients, seed: seed)
            try RecordingFile.write(traffic, named: "staging", to: path)
            if let file = value("--truth") { try Data(truth.json.serialized()).write(to: URL(fileURLWithPath: file)) }
            print(traffic.words)
        case "measure":
            guard let path = value("--db") else { throw UsageError(description: "--db FILE is missing") }
            print(try Measurement(of: path).text)
        case "check":
            guard let path = value("--db") else { throw UsageError(description: "--db FILE is missing") }
            print(try Measurement(ofCheck: path).text)
        case "judge":
            let clients = (value("--clients") ?? "1,8,64").split(separator: ",").compactMap { Int($0) }
            let calls = value("--calls").flatMap(Int.init) ?? 400
            let failures = value("--failures").flatMap(Int.init) ?? 0
            try Judgement.table(names, clients: clients, calls: calls, seed: seed, failures: failures)
        default:
            throw UsageError(
                description: "staging-truth write | measure | check | judge, see Examples/Staging/Main.swift"
            )
        }
    }

    struct UsageError: Error, CustomStringConvertible {
        var description: String
    }
}
