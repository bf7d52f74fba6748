internal import Model

/// Exchanges that gave an answer again: a client that was not sure sent its request once more, under the same key, and was told
/// what the first one had made. The second one made nothing, so it caused nothing.
struct RepeatedAnswers {
    private var numbers: Set<Int> = []

    /// - Parameter exchanges: in order of time.
    init(_ exchanges: [Exchange]) {
        var answers: [Answer: [Int]] = [:]
        for (number, exchange) in exchanges.enumerated() where !Sample.safeMethods.contains(exchange.request.method) {
            guard let response = exchange.response, !response.body.bytes.isEmpty else { continue }
            answers[Answer(exchange, response.body.bytes), default: []].append(number)
        }
        for equal in answers.values where equal.count > 1 && Self.holdsWhatItMade(exchanges[equal[0]]) {
            numbers.formUnion(equal.dropFirst())
        }
    }

    func contains(_ number: Int) -> Bool { numbers.contains(number) }

    /// What was asked and what was answered, to the byte.
    private struct Answer: Hashable {
        var method: String
        var target: String
        var request: [UInt8]
        var response: [UInt8]

        init(_ exchange: Exchange, _ response: [UInt8]) {
            (method, target) = (exchange.request.method, exchange.request.target)
            (request, self.response) = (exchange.requestBody.bytes, response)
        }
    }

    /// Whether an answer says something that identifies and that the request did not say: `{"ok": true}` is the same each time,
    /// whatever was done.
    private static func holdsWhatItMade(_ exchange: Exchange) -> Bool {
        guard let response = exchange.response else { return false }
        var said = ValueTokens(sentAt: exchange.startedAt)
        said.add(target: exchange.request.target)
        if let json = Content.request(exchange.requestBody, fields: exchange.request.fields) { said.add(json: json) }
        var answered = ValueTokens(sentAt: exchange.startedAt)
        answered.add(content: Content(body: response.body, fields: response.head.fields))
        return answered.bits.contains { $0.value >= CauseSearch.telling && said.bits[$0.key] == nil }
    }
}
