internal import Model

/// Reads HTTP Archives (version 1.2): requests that are the same become one mock that answers in their order.
struct HARReader {
    private var groups: [HARGroup] = []
    private var places: [HARRequest.Key: Int] = [:]

    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        let log = try root.required("log")
        try checkVersion(log)
        var reader = HARReader()
        for entry in try log.required("entries").elements() { try reader.add(entry, &draft) }
        for group in reader.groups {
            draft.add(group.request.matcher, group.reply, from: group.path)
        }
    }

    private static func checkVersion(_ log: ImportCursor) throws(ImportError) {
        guard let version = try log.text("version"), !version.isEmpty else { return }
        guard version.hasPrefix("1.") else {
            throw log.error("version \"\(version)\" of HAR is unknown; 1.1 and 1.2 are read")
        }
    }

    private mutating func add(_ entry: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        guard let request = try HARRequest(entry.required("request"), &draft),
            let reply = try HARResponse.reply(entry.required("response"), &draft)
        else { return }
        if let place = places[request.key] {
            groups[place].replies.append(reply)
        } else {
            places[request.key] = groups.count
            groups.append(HARGroup(path: entry.path, request: request, replies: [reply]))
        }
    }
}

/// The answers to one request, in order.
private struct HARGroup {
    let path: String
    let request: HARRequest
    var replies: [ReplyTemplate]

    var reply: Mock.Reply {
        if replies.allSatisfy({ $0 == replies[0] }) { return .fixed(replies[0]) }
        var sequence = ReplySequence(replies: replies)
        sequence.end = .last
        return .oneOf(sequence)
    }
}
