internal import Model

/// Holds an answer against the recorded response: status, fields but for volatile ones, content.
struct AnswerComparison {
    var values: ValueComparison

    /// The differences under the template that explains the answer best.
    static func compare(
        _ recorded: Exchange.Response,
        _ answer: Answer,
        mock: Mock?,
        values: ValueComparison
    ) -> ValueComparison {
        var best: ValueComparison?
        for template in templates(of: mock) {
            var comparison = AnswerComparison(values: values)
            comparison.run(recorded, answer, template)
            if comparison.values.differences.isEmpty { return comparison.values }
            if best.map({ comparison.values.differences.count < $0.differences.count }) ?? true {
                best = comparison.values
            }
        }
        return best ?? values
    }

    private static func templates(of mock: Mock?) -> [ReplyTemplate?] {
        switch mock?.reply {
        case .fixed(let template)?: [template]
        case .oneOf(let sequence)?: sequence.replies
        default: [nil]
        }
    }

    private mutating func run(_ recorded: Exchange.Response, _ answer: Answer, _ template: ReplyTemplate?) {
        if answer.status != recorded.head.status {
            values.note("status is \(answer.status), recorded was \(recorded.head.status)")
        }
        let old = Content(body: recorded.body, fields: recorded.head.fields)
        let new = Content(body: CapturedBody(bytes: answer.body), fields: answer.fields)
        compareContents(old, new, template)
        compareFields(recorded.head.fields, answer.fields, template)
    }

    private mutating func compareContents(_ recorded: Content, _ replayed: Content, _ template: ReplyTemplate?) {
        switch (recorded, replayed) {
        case (.none, .none): break
        case (.json(let old), .json(let new)): values.compare(old, new, template: template?.payload, at: "body")
        case (.text(let old), .text(let new)):
            values.compare(.string(old), .string(new), template: template?.payload, at: "body")
        case (.binary(let old), .binary(let new)):
            if old != new { values.note("body: the bytes differ (\(new.count) instead of \(old.count))") }
        default: values.note("body is \(replayed.name), recorded was \(recorded.name)")
        }
    }

    private mutating func compareFields(_ recorded: FieldSection, _ replayed: FieldSection, _ template: ReplyTemplate?)
    {
        var numbers: [String: Int] = [:]
        for field in recorded {
            let name = field.name.lowercased()
            let number = numbers[name, default: 0]
            numbers[name] = number + 1
            if NamesOfFields.volatile.contains(name) { continue }
            let all = replayed.all(named: name)
            let templates = template?.fields.filter { $0.name.lowercased() == name } ?? []
            let mine = templates.indices.contains(number) ? templates[number].value : nil
            values.compare(
                .string(field.value),
                all.indices.contains(number) ? .string(all[number]) : nil,
                template: mine.map { .string($0) },
                at: "field \(field.name)"
            )
        }
    }
}

extension Content {
    /// For diffs.
    var name: String {
        switch self {
        case .none: "empty"
        case .json: "JSON"
        case .text: "text"
        case .binary: "binary"
        }
    }
}
