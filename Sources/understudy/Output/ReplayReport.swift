internal import Model

/// What a replay run came to: for people, for machines, and for CI servers that read JUnit.
struct ReplayReport: Sendable {
    /// A request that no mock answered.
    struct Miss: Sendable {
        let request: String
        let explanation: [String]
    }

    /// A mock and how often it answered.
    struct MockUse: Sendable {
        let id: MockID
        let title: String
        let uses: Int
    }

    var answered = 0
    var misses: [Miss] = []
    var mocks: [MockUse] = []
    var deliveries: [Delivery] = []
    /// Callbacks that could not be rendered, with the reason.
    var unprepared: [String] = []
    /// Mocks with the expressions that nothing resolved in their responses.
    var unresolved: [String] = []
    var isStrict = false

    var unused: [MockUse] { mocks.filter { $0.uses == 0 } }
    var undelivered: [Delivery] { deliveries.filter { $0.state != .delivered } }
    var delivered: [Delivery] { deliveries.filter { $0.state == .delivered } }

    /// Whether a strict run failed: something was not answered, or not delivered. Unused mocks are told, not punished.
    var hasFailed: Bool { isStrict && !hasPassed }

    private var hasPassed: Bool { misses.isEmpty && undelivered.isEmpty && unprepared.isEmpty }

    var text: String {
        var lines = [
            "answered \(answered), unmatched \(misses.count), callbacks delivered \(delivered.count), undelivered \(undelivered.count), unused mocks \(unused.count) of \(mocks.count)"
        ]
        lines += Self.listed(misses) { miss in
            (["unmatched: \(miss.request)"] + miss.explanation.map { "  \($0)" }).joined(separator: "\n")
        }
        lines += Self.listed(undelivered) { "undelivered: \($0.summary)" }
        lines += Self.listed(unprepared) { "not prepared: \($0)" }
        lines += Self.listed(unresolved) { "unresolved expressions: \($0)" }
        lines += Self.listed(unused) { "unused: \($0.id) (\($0.title))" }
        return lines.joined(separator: "\n")
    }

    /// People read the first few; the report files hold all.
    private static let linesShown = 20

    private static func listed<Item>(_ items: [Item], _ line: (Item) -> String) -> [String] {
        let rest = items.count - linesShown
        return items.prefix(linesShown).map(line) + (rest > 0 ? ["… and \(rest) more; --report FILE lists all"] : [])
    }

    var json: JSON {
        [
            "answered": .int(answered),
            "passed": .bool(hasPassed),
            "unmatched": .array(
                misses.map { ["request": .string($0.request), "nearest": .array($0.explanation.map { .string($0) })] }
            ),
            "unused": .array(unused.map { ["id": .string($0.id.rawValue), "mock": .string($0.title)] }),
            "mocks": .array(
                mocks.map { ["id": .string($0.id.rawValue), "mock": .string($0.title), "uses": .int($0.uses)] }
            ),
            "callbacks": .array(deliveries.map(\.reportJSON)),
            "unprepared": .array(unprepared.map { .string($0) }),
            "unresolved": .array(unresolved.map { .string($0) }),
        ]
    }

    /// One test case a mock, a miss and a delivery, in the dialect that Jenkins, GitLab and GitHub read.
    var junit: String {
        var cases: [String] = []
        for mock in mocks {
            let body = mock.uses == 0 ? "<skipped message=\"unused\"/>" : ""
            cases.append(testCase("mocks", "\(mock.id) \(mock.title)", body))
        }
        for miss in misses {
            cases.append(
                testCase("requests", miss.request, failure("unmatched", miss.explanation.joined(separator: "\n")))
            )
        }
        for delivery in deliveries {
            let body = delivery.state == .delivered ? "" : failure("undelivered", delivery.summary)
            cases.append(testCase("callbacks", "\(delivery.job.id) \(delivery.job.target.address)", body))
        }
        for reason in unprepared { cases.append(testCase("callbacks", reason, failure("not prepared", reason))) }
        let failures = misses.count + undelivered.count + unprepared.count
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites tests="\(cases.count)" failures="\(failures)">
            <testsuite name="understudy replay" tests="\(cases.count)" failures="\(failures)" errors="0" skipped="\(unused.count)">
            \(cases.joined(separator: "\n"))
            </testsuite>
            </testsuites>

            """
    }

    private func testCase(_ group: String, _ name: String, _ body: String) -> String {
        "<testcase classname=\"understudy.\(group)\" name=\"\(xmlEscaped(name))\">\(body)</testcase>"
    }

    private func failure(_ message: String, _ detail: String) -> String {
        "<failure message=\"\(message)\">\(xmlEscaped(detail))</failure>"
    }
}

/// Text inside XML: markup escaped, characters that XML 1.0 forbids replaced.
func xmlEscaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension CallbackJob.Target {
    /// Where it goes, in a few words.
    var address: String {
        switch self {
        case .http(let method, let url): "\(method) \(url)"
        case .kafka(let kafka, _): "kafka \(kafka.topic)"
        case .rabbitMQ(let rabbit, _): "rabbitmq \(rabbit.amqpExchange) \(rabbit.routingKey)"
        }
    }
}

extension Delivery {
    /// What became of it, in a line.
    var summary: String {
        let last = attempts.last.map(\.resultText) ?? "not attempted"
        return
            "\(job.target.address) of mock \(job.mock) for exchange \(job.exchange): \(last), attempt \(attempts.count) of \(job.retries.count + 1)"
    }

    fileprivate var reportJSON: JSON {
        [
            "id": .string(job.id.rawValue), "exchange": .int(job.exchange.rawValue), "mock": .string(job.mock.rawValue),
            "type": .string(job.target.kind), "target": .string(job.target.address), "state": .string(state.rawValue),
            "attempts": .array(
                attempts.map {
                    [
                        "number": .int($0.number),
                        "startedAt": .string(CalendarDate($0.startedAt).rfc3339(fractionDigits: 3)),
                        "milliseconds": .number(JSONNumber($0.duration.inMilliseconds)),
                        "result": .string($0.resultText),
                    ]
                }
            ),
            "unresolved": .array(job.unresolved.map { .string($0) }),
        ]
    }
}

extension Attempt {
    fileprivate var resultText: String {
        switch result {
        case .answered(let status, _, _): "answered \(status)"
        case .confirmed: "confirmed"
        case .failed(let reason): reason
        }
    }
}
