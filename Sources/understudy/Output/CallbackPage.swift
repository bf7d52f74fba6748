internal import Model

/// Callbacks as people read them, from the JSON of the admin API.
struct CallbackPage {
    let callback: JSON

    /// A row for each.
    static func table(_ callbacks: [JSON]) -> String {
        var table = TextTable(["ID", "SUBMITTED", "STATE", "ATTEMPTS", "MOCK", "TARGET", "LAST"])
        for callback in callbacks { table.add(CallbackPage(callback: callback).row) }
        return table.text
    }

    private func text(_ name: String) -> String { callback[name].map { $0 == .null ? "" : $0.textValue } ?? "" }

    private var attempts: [JSON] { callback["attempts"]?.array ?? [] }

    private var row: [String] {
        [
            text("id"), text("submittedAt"), text("state"), "\(attempts.count)", shortened(text("mock"), to: 30),
            shortened("\(text("type") == "http" ? "" : text("type") + " ")\(text("target"))", to: 70),
            shortened(attempts.last.map(Self.outcome) ?? "", to: 60),
        ]
    }

    /// One whole: what is sent, and each attempt with what came back.
    var page: String {
        let name = text("name").isEmpty ? "" : " \"\(text("name"))\""
        let key = text("type") == "kafka" && !text("key").isEmpty ? ", key \(text("key"))" : ""
        let run = text("run").isEmpty ? "" : ", run \(text("run"))"
        var lines = [
            "# callback \(text("id"))\(name), \(text("state"))",
            "# of mock \(text("mock")) in \(text("namespace")), request \(text("exchange"))\(run)",
            "# taken on \(text("submittedAt")), due \(text("dueAt"))", "",
            "\(text("type") == "http" ? "" : text("type") + " ")\(text("target"))\(key)",
        ]
        lines += callback["properties"]?.object?.members.map { "# \($0.name): \($0.value.textValue)" } ?? []
        lines += Self.message(callback)
        for attempt in attempts {
            let time = attempt["duration"]?.textValue ?? ""
            lines += [
                "",
                "# attempt \(attempt["number"]?.textValue ?? ""), \(attempt["startedAt"]?.string ?? ""), \(time) ms: \(Self.outcome(attempt))",
            ]
            lines += Self.message(attempt)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Fields, and the content if there is one.
    private static func message(_ json: JSON) -> [String] {
        let fields = (json["headers"]?.object?.members ?? []).map { "\($0.name): \($0.value.textValue)" }
        guard let body = json["body"], body != .null, body != "" else { return fields }
        return fields + ["", body.textValue]
    }

    private static func outcome(_ attempt: JSON) -> String {
        if let status = attempt["status"]?.textValue { return status }
        if attempt["confirmed"] == true { return "confirmed" }
        return attempt["reason"]?.string ?? ""
    }
}
