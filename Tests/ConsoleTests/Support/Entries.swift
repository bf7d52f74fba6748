import Model

@testable import Console

extension JournalEntry {
    /// An entry for tests.
    static func sample(
        _ id: Int64,
        _ method: String = "GET",
        _ target: String = "/a",
        mock: String? = "m",
        run: String = "",
        namespace: String = "sandbox",
        status: Int = 200,
        fields: FieldSection = [],
        body: String? = nil
    ) -> JournalEntry {
        var request = AdminAPI.request(method, target)
        request.head.fields = fields
        request.body = body.map { Array($0.utf8) }
        return JournalEntry(
            id: ExchangeID(rawValue: id),
            at: Timestamp(seconds: id),
            run: RunID(rawValue: run),
            namespace: namespace,
            mock: mock.map { MockID(rawValue: $0) },
            request: request,
            answer: Answer(
                status: status,
                fields: [("Content-Type", "text/plain"), ("Set-Cookie", "s")],
                body: Array("hey".utf8)
            )
        )
    }
}
