import Foundation
import Glibc
import Model
import Storage
import TestSupport
import Testing

/// What is left of a recording after kill -9 under load, and what a gigabyte does to memory.
@Suite(.serialized) struct DurabilityTests {
    @Test(.timeLimit(.minutes(2)))
    func `after kill -9 under load the database opens, holds what was committed, and says how it ended`() throws {
        let place = try Workplace()
        let endpoint = try WebhookEndpoint()
        let (recorder, urls) = try place.start([
            "record", "--db", place.database, "--recording", "cut-short", "--reverse", "127.0.0.1:0=\(endpoint.url)",
        ])
        let url = try #require(urls["reverse \(endpoint.url)/"])
        let load = try RunningProgram(
            "/bin/sh",
            ["-c", "while curl -sS -o /dev/null -d '{\"n\":1}' '\(url)/a?[1-200]'; do echo round; done"]
        )
        _ = try load.waitForLines(3) { $0 == "round" }
        recorder.stop(SIGKILL)
        load.stop(SIGKILL)

        if let sqlite = Programs.find("sqlite3") {
            #expect(try run(sqlite, [place.database, "PRAGMA integrity_check"]).output == "ok\n")
        }
        let listed = try place.understudy(["recordings", "--db", place.database])
        #expect(listed.status == 0)
        #expect(listed.output.contains("cut-short") && listed.output.contains("interrupted"), "\(listed.output)")
        let exchanges = try place.understudy(["exchanges", "--db", place.database, "--format", "json"])
        let count = try JSON.parse(exchanges.output).array?.count ?? 0
        // Three rounds of 200 were answered before the kill; at most the last 200 ms of them may be missing.
        #expect(count >= 200, "only \(count) exchanges are left")

        let (second, _) = try place.start([
            "record", "--db", place.database, "--recording", "next", "--listen", "127.0.0.1:0",
        ])
        #expect(second.stop() == 0)
        let after = try place.understudy(["recordings", "--db", place.database]).output
        #expect(after.contains("cut-short") && after.contains("next"))
    }

    @Test(.timeLimit(.minutes(3)))
    func `a gigabyte each way passes with less than 64 MiB of growth, and the copy is marked as cut`() throws {
        let place = try Workplace()
        let origin = try EchoOrigin()
        let (recorder, urls) = try place.start([
            "record", "--db", place.database, "--reverse", "127.0.0.1:0=\(origin.url)", "--max-body", "1MiB",
        ])
        let url = try #require(urls["reverse \(origin.url)/"])
        _ = try curl(["\(url)/bytes/1000"])
        let before = try residentBytes(of: recorder.pid)
        let gigabyte = 1 << 30
        let result = try run("/bin/sh", ["-c", "curl -sS --max-time 120 '\(url)/bytes/\(gigabyte)' | wc -c"])
        #expect(result.output.trimmingCharacters(in: .whitespacesAndNewlines) == "\(gigabyte)", "\(result.errors)")
        let upload = try run(
            "/bin/sh",
            ["-c", "head -c \(gigabyte) /dev/zero | curl -sS --max-time 120 -T - '\(url)/count'"]
        )
        #expect(upload.output == "\(gigabyte)", "\(upload.errors)")
        let peak = try peakResidentBytes(of: recorder.pid)
        #expect(peak - before < 64 << 20, "grew by \((peak - before) >> 20) MiB")
        #expect(recorder.stop() == 0)

        let list = try JSON.parse(
            try place.understudy(["exchanges", "--db", place.database, "--format", "json"]).output
        )
        let id = try #require(list.array?.first { $0["responseBytes"] == .int(gigabyte) }?["id"]?.int)
        let shown = try JSON.parse(
            try place.understudy(["show", "\(id)", "--db", place.database, "--format", "json"]).output
        )
        #expect(shown["response"]?["body"]?["truncated"] == true)
        #expect(shown["response"]?["body"]?["kept"] == .int(1 << 20))
    }

    private func residentBytes(of pid: Int32) throws -> Int { try statusField("VmRSS", of: pid) }
    private func peakResidentBytes(of pid: Int32) throws -> Int { try statusField("VmHWM", of: pid) }

    private func statusField(_ name: String, of pid: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
        let kilobytes = try #require(
            line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        )
        return kilobytes << 10
    }
}
