public import Model

/// A request that no mock matched, and the mocks that came nearest.
public struct MissReport: Sendable, Hashable {
    /// The method as sent.
    public var method: String
    /// The request target as sent.
    public var target: String
    /// The host asked for, with its port if one was written; nil without any.
    public var host: String?
    /// The nearest mocks, the nearest first; at most three.
    public var nearest: [NearMiss]

    /// A report.
    public init(method: String, target: String, host: String?, nearest: [NearMiss]) {
        (self.method, self.target, self.host, self.nearest) = (method, target, host, nearest)
    }

    /// A few lines for people: the request, then each mock with its differences.
    public var text: String {
        let place = host.map { " (host \($0))" } ?? ""
        var lines = ["No mock matches \(method) \(target)\(place)."]
        if nearest.isEmpty {
            lines.append("There are no mocks that resemble it.")
        } else {
            lines.append("Nearest:")
        }
        for miss in nearest {
            lines.append("  \(miss.mock): \(miss.summary)")
            lines += miss.differences.map { "    - \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The nearest mocks and their differences, a line each.
    public var lines: [String] {
        nearest.flatMap { miss in ["nearest: \(miss.mock) \(miss.summary)"] + miss.differences.map { "- \($0)" } }
    }

    /// The same as JSON: `{"error", "code", "request": {…}, "nearest": [{"mock", "route", "differences"}]}`.
    public var json: JSON {
        var request: JSONObject = ["method": .string(method), "target": .string(target)]
        request["host"] = host.map { .string($0) }
        return [
            "error": .string("no mock matches \(method) \(target)"),
            "code": "no_mock_matches",
            "request": .object(request),
            "nearest": .array(nearest.map(\.json)),
        ]
    }

    /// The 404 that a client gets: the error envelope, and what came nearest.
    public func answer(to id: ExchangeID) -> Answer {
        var object = json.object ?? JSONObject()
        object["request_id"] = .string(id.description)
        var answer = Answer.json(404, .object(object))
        answer.fields.append("X-Request-Id", id.description)
        return answer
    }
}

/// A mock that nearly matched.
public struct NearMiss: Sendable, Hashable {
    /// The mock.
    public var mock: MockID
    /// Its method, host and route: `POST api.example.test/orders/:id`.
    public var summary: String
    /// What keeps it from matching, in words, the gravest first.
    public var differences: [String]
    /// 0 would be a match; comparable only within one report.
    public var distance: Int

    /// A near miss.
    public init(mock: MockID, summary: String, differences: [String], distance: Int) {
        (self.mock, self.summary, self.differences, self.distance) = (mock, summary, differences, distance)
    }

    /// The miss as JSON.
    public var json: JSON {
        [
            "mock": .string(mock.rawValue), "route": .string(summary),
            "differences": .array(differences.map { .string($0) }),
        ]
    }
}
