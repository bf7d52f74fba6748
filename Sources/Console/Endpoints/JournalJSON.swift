internal import Model

extension JournalEntry {
    /// The entry as the admin API shows it. Fields that carry credentials show their names only.
    var json: JSON {
        var object: JSONObject = [
            "id": .int(id.rawValue), "at": .string(at.adminText), "run": .string(run.rawValue),
            "namespace": .string(namespace), "mock": mock.map { .string($0.rawValue) } ?? .null,
            "matched": .bool(mock != nil), "request": requestJSON,
            "response": [
                "statusCode": .int(status), "headers": .object(fields.listedObject), "body": body.adminJSON,
            ],
        ]
        if !nearest.isEmpty { object["nearest"] = .array(nearest.map { .string($0) }) }
        if !unresolved.isEmpty { object["unresolved"] = .array(unresolved.map { .string($0) }) }
        return .object(object)
    }

    private var requestJSON: JSON {
        let target = RequestTarget(request.head.target)
        var query = JSONObject()
        for pair in target.queryPairs {
            query[pair.name] = .array((query[pair.name]?.array ?? []) + [.string(pair.value)])
        }
        return [
            "method": .string(request.head.method), "path": .string(target.path), "query": .object(query),
            "target": .string(request.head.target), "scheme": .string(request.scheme.rawValue),
            "host": request.authority.map { .string($0.description) } ?? .null, "client": .string(request.client),
            "headers": .object(request.head.fields.listedObject), "body": request.body?.adminJSON ?? .null,
        ]
    }
}

extension JournalServing {
    /// The entries that pass, the oldest first; a query that cannot be compiled is refused.
    func found(_ query: JournalQuery) throws(Refusal) -> [JournalEntry] {
        do throws(MockFormatError) { return try entries(query) } catch { throw .format(error) }
    }

    /// Takes the entries that pass away.
    func removed(_ query: JournalQuery) throws(Refusal) -> Int {
        do throws(MockFormatError) { return try remove(query) } catch { throw .format(error) }
    }
}
