import Foundation
import Model
import Testing

/// Every key of a callback: what `docs/mock-format.md` says of its default is what a callback without it is, and none is left out.
@Suite struct CallbackFieldTests {
    /// The least that a callback of each type says.
    private static let minimal: [String: JSONObject] = [
        "http": ["url": "http://my-app/hook"],
        "kafka": ["type": "kafka", "kafkaBrokers": "b:9092", "kafkaTopic": "t"],
        "rabbitmq": ["type": "rabbitmq", "rabbitURL": "amqp://guest:guest@localhost/"],
    ]

    private func callback(_ object: JSONObject) throws -> CallbackConfig {
        let file: JSON = [
            "mocks": [["id": "m", "http": ["route": "/m"], "response": [:], "webhooks": [.object(object)]]]
        ]
        return try #require(MockFile(parsing: file.serialized()).mocks.first?.callbacks.first)
    }

    private func callback(_ type: String, _ key: String, _ value: JSON?) throws -> CallbackConfig {
        var object = try #require(Self.minimal[type])
        object[key] = value
        return try callback(object)
    }

    // MARK: The page

    private struct Row {
        let key: String
        let type: String
        let standard: String
    }

    /// The rows of a table, by the words of its first heading.
    private func rows(_ heading: String) throws -> [Row] {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../docs/mock-format.md"),
            encoding: .utf8
        )
        let section = try #require(
            page.components(separatedBy: "\n## `webhooks`").last?.components(separatedBy: "\n## ")[0]
        )
        let table = try #require(section.components(separatedBy: "| \(heading) | type |").dropFirst().first)
        return table.components(separatedBy: "\n\n")[0].split(separator: "\n").dropFirst(2)
            .map { line in
                let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                return Row(key: cells[1].replacing("`", with: ""), type: cells[2], standard: cells[3])
            }
    }

    private func rows(of type: String) throws -> [Row] {
        let common = try rows("key").filter { type == "http" || !["url", "method", "sign"].contains($0.key) }
        return try type == "http" ? common : common + rows("key of `\(type)`")
    }

    /// What stands in the column of defaults, as JSON.
    private func value(_ standard: String) -> JSON {
        let text = standard.replacing("`", with: "")
        return text == "none" ? .null : (try? JSON.parse(text)) ?? .string(text)
    }

    @Test(arguments: ["http", "kafka", "rabbitmq"])
    func `what is left out is what the page calls the default`(_ type: String) throws {
        let usual = try callback(try #require(Self.minimal[type]))
        for row in try rows(of: type) {
            if row.key == "type", type != "http" { continue }
            if row.standard == "required" {
                #expect(throws: MockFormatError.self, "\(row.key)") { try callback(type, row.key, nil) }
            } else {
                #expect(try callback(type, row.key, value(row.standard)) == usual, "\(row.key): \(row.standard)")
            }
        }
        #expect(try callback(try #require(usual.json.object)) == usual, "what is written reads as the same")
    }

    @Test(arguments: ["http", "kafka", "rabbitmq"]) func `the page names every key, and no other`(_ type: String) throws
    {
        let error = try #require(throws: MockFormatError.self) { try callback(type, "unheardOfByAnybody", 1) }
        let known = error.reason.components(separatedBy: "known here: ").last?.components(separatedBy: ", ") ?? []
        #expect(Set(try rows(of: type).map(\.key)) == Set(known))
    }

    // MARK: Values

    /// A value of each key that is not the default, with what else it needs.
    private static let others: [(types: [String], key: String, value: JSON, needs: JSONObject)] = [
        (["http"], "method", "PROPFIND", [:]), (all, "headers", ["X-A": "1"], [:]), (all, "body", ["a": 1], [:]),
        (all, "decode", "base64", ["body": "AQ=="]), (all, "timeout", 5, [:]), (all, "preset", "stripe", [:]),
        (all, "retryCount", 3, [:]), (all, "retryDelay", 2, [:]), (all, "backoff", ["initial": 2], [:]),
        (all, "retryDelays", [5, 300], [:]), (all, "failure", ["retryAfter": true], [:]), (all, "async", false, [:]),
        (all, "failResponse", true, ["async": false]), (all, "trigger", "on_error", [:]),
        (all, "when", [["path": "$.statusCode", "value": 200]], [:]), (all, "ordered", true, [:]),
        (all, "response", ["extract": ["gStore": ["k": "$.resp.k"]]], [:]), (all, "faults", ["drop": true], [:]),
        (all, "delay", 250, [:]), (["http"], "sign", ["scheme": "stripe", "secretEnv": "S"], [:]),
        (all, "id", "c", [:]),
        (all, "recorded", ["from": 1], [:]), (["kafka"], "kafkaKey", "$.req.id", [:]),
        (["kafka"], "kafkaPartition", 2, [:]),
        (["kafka"], "kafkaUseSASL", true, ["kafkaUsername": "u"]), (["kafka"], "kafkaUsername", "v", login),
        (["kafka"], "kafkaPassword", "p", login), (["kafka"], "kafkaPasswordEnv", "P", login),
        (["kafka"], "kafkaSASLMechanism", "SCRAM-SHA-256", login), (["kafka"], "kafkaUseTLS", true, [:]),
        (["kafka"], "kafkaCA", "ca.pem", [:]), (["rabbitmq"], "rabbitExchange", "e", [:]),
        (["rabbitmq"], "rabbitRoutingKey", "r", [:]), (["rabbitmq"], "rabbitQueue", "q", [:]),
        (["rabbitmq"], "rabbitMandatory", true, [:]), (["rabbitmq"], "rabbitPersistent", false, [:]),
        (["rabbitmq"], "rabbitPasswordEnv", "P", [:]), (["rabbitmq"], "rabbitCA", "ca.pem", [:]),
        (["rabbitmq"], "rabbitProperties", ["type": "t"], [:]),
    ]
    private static let all = ["http", "kafka", "rabbitmq"]
    private static let login: JSONObject = ["kafkaUseSASL": true, "kafkaUsername": "u"]

    @Test(arguments: all) func `every key changes something, and is written again`(_ type: String) throws {
        var tried: Set<String> = []
        for other in Self.others where other.types.contains(type) {
            var object = try #require(Self.minimal[type])
            for member in other.needs.members { object[member.name] = member.value }
            let without = try callback(object)
            object[other.key] = other.value
            let with = try callback(object)
            #expect(with != without, "\(other.key)")
            #expect(try callback(try #require(with.json.object)) == with, "\(other.key)")
            tried.insert(other.key)
        }
        let untried = try rows(of: type)
            .filter { $0.standard != "required" && $0.key != "type" && !tried.contains($0.key) }
        #expect(untried.map(\.key) == [])
    }

    @Test(arguments: all) func `times of attempts are seconds, and of delays milliseconds`(_ type: String) throws {
        #expect(try callback(type, "timeout", nil).timeout == .seconds(30))
        #expect(try callback(type, "timeout", 5).timeout == .seconds(5))
        #expect(try callback(type, "retryDelay", nil).retries.delay == .seconds(1))
        #expect(try callback(type, "retryDelay", 2).retries.delay == .seconds(2))
        #expect(try callback(type, "retryDelay", 0.25).retries.delay == .milliseconds(250))
        #expect(try callback(type, "retryDelays", [5, 300]).retries.delays == [.seconds(5), .seconds(300)])
        let growing: JSON = ["initial": 2, "maximum": 60]
        let backoff = try #require(try callback(type, "backoff", growing).retries.backoff)
        #expect(backoff.initial == .seconds(2) && backoff.maximum == .seconds(60))
        #expect(backoff.factor == 2 && backoff.jitter == 0)
        #expect(try callback(type, "delay", 250).delay == .fixed(250))
        #expect(try callback(type, "faults", ["slow": 2_000]).faults.slow == .fixed(2_000))
        let rows = try rows(of: type)
        for key in ["timeout", "retryDelay", "retryDelays"] {
            #expect(rows.first { $0.key == key }?.type.hasSuffix("seconds") == true, "\(key)")
        }
        #expect(rows.first { $0.key == "delay" }?.type.hasSuffix("milliseconds") == true)
        guard type == "http" else { return }
        let sign: JSON = ["scheme": "rfc9421", "secretEnv": "S", "expires": 300]
        #expect(try callback(type, "sign", sign).signature?.message.lifetime == .seconds(300))
    }
}
