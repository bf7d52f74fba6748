extension Mock {
    /// The template files that the mock names: payloads, events and operands that stand in files.
    public var fileNames: [String] {
        var replies: [ReplyTemplate] = []
        switch reply {
        case .fixed(let template): replies = [template]
        case .oneOf(let sequence): replies = sequence.replies
        case .proxy: break
        }
        let payloads =
            replies.compactMap(\.payloadPath) + replies.flatMap { $0.events?.events.compactMap(\.dataPath) ?? [] }
        let conditions = http.body + http.query + http.fields + http.pathParameters + http.cookies
        return payloads + conditions.flatMap(\.fileNames)
    }
}

extension Condition {
    fileprivate var fileNames: [String] {
        switch self {
        case .check(let check): check.valuePath.map { [$0] } ?? []
        case .any(let conditions), .all(let conditions): conditions.flatMap(\.fileNames)
        case .not(let condition): condition.fileNames
        }
    }
}
