import Foundation
import Model
import TestSupport
import Testing

/// A system that we did not write: Alertmanager behind the reverse proxy, 8 clients at once, its webhooks observed.
@Suite(.enabled(if: Programs.find("prometheus-alertmanager") != nil, "prometheus-alertmanager is not installed"))
struct AlertmanagerTests {
    private static let clients = 8

    @Test(.timeLimit(.minutes(3)))
    func `alerts of a new run come back as webhooks with their labels`() throws {
        let place = try Workplace()
        let endpoint = try WebhookEndpoint()
        let port = try freePort()
        let (recorder, urls) = try place.start([
            "record", "--db", place.database, "--reverse", "127.0.0.1:0=http://127.0.0.1:\(port)",
            "--webhooks", "127.0.0.1:0=\(endpoint.url)",
        ])
        let hooks = try #require(urls["webhooks \(endpoint.url)/"])
        let api = try #require(urls["reverse http://127.0.0.1:\(port)/"])
        let alertmanager = try startAlertmanager(port: port, hooks: hooks, in: place)

        let recorded = try post(to: api, run: "recorded")
        #expect(recorded.allSatisfy { $0 == 200 })
        _ = try endpoint.waitForCalls(Self.clients)
        #expect(recorder.stop() == 0, "\(recorder.output)")
        alertmanager.stop()

        let built = try place.understudy(["build", "--db", place.database, "-o", place.mocks])
        #expect(built.status == 0, "\(built.errors)")
        let check = try place.understudy(["check", "--db", place.database, "--mocks", place.mocks])
        #expect(check.status == 0, "\(check.output)")

        let (replay, replayURLs) = try place.start(["replay", place.mocks, "--listen", "127.0.0.1:0", "--strict"])
        let answers = try post(to: try #require(replayURLs["replay"]), run: "replayed")
        #expect(answers == recorded)
        let calls = try endpoint.waitForCalls(Self.clients) { isOf("replayed", $0) }
        for client in 0..<Self.clients {
            let call = try #require(
                calls.first { $0["event"]?["alerts"]?[0]?["labels"]?["client"] == .string("replayed-\(client)") },
                "no webhook of client \(client)"
            )
            let alert = call["event"]?["alerts"]?[0]
            #expect(alert?["labels"]?["alertname"] == .string("Replayed\(client)"))
            #expect(alert?["annotations"]?["summary"] == .string("replayed alert \(client)"))
            #expect(call["event"]?["commonLabels"]?["client"] == .string("replayed-\(client)"))
            #expect(call["event"]?["groupKey"]?.string?.contains("replayed-\(client)") == true, "\(call)")
        }
        #expect(replay.stop() == 0, "\(replay.output)")
    }

    private func isOf(_ run: String, _ call: JSON) -> Bool {
        call["event"]?["alerts"]?[0]?["labels"]?["client"]?.string?.hasPrefix(run) ?? false
    }

    /// Each client posts an alert of its own at the same time; the statuses in the clients' order.
    private func post(to api: String, run: String) throws -> [Int] {
        let clients = try (0..<Self.clients)
            .map { client in
                let alert: JSON = [
                    [
                        "labels": [
                            "alertname": .string("\(run.capitalized)\(client)"), "client": .string("\(run)-\(client)"),
                            "severity": .string(client % 2 == 0 ? "page" : "ticket"),
                        ],
                        "annotations": ["summary": .string("\(run) alert \(client)")],
                        "generatorURL": .string("http://\(run).test/graph?client=\(client)"),
                    ]
                ]
                return try RunningProgram(
                    try #require(Programs.find("curl")),
                    [
                        "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: application/json",
                        "-d", String(decoding: alert.serialized(), as: UTF8.self), "\(api)/api/v2/alerts",
                    ]
                )
            }
        return try clients.map { client in
            guard client.wait() == 0 else { throw Unexpected(client.output.joined()) }
            return try client.waitForLine { Int($0) }
        }
    }

    private func startAlertmanager(port: Int, hooks: String, in place: Workplace) throws -> RunningProgram {
        let configuration = """
            route:
              receiver: hooks
              group_by: ['...']
              group_wait: 200ms
              group_interval: 1s
              repeat_interval: 1h
            receivers:
              - name: hooks
                webhook_configs:
                  - url: \(hooks)/alerts
            """
        let file = place.folder.path("alertmanager.yml")
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        let program = try RunningProgram(
            try #require(Programs.find("prometheus-alertmanager")),
            [
                "--config.file=\(file)", "--storage.path=\(place.folder.path("alertmanager"))",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
            ]
        )
        _ = try program.waitForLine { $0.contains("Listening on") || $0.contains("msg=Listening") ? true : nil }
        return program
    }
}
