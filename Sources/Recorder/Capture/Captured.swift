internal import Model

/// What waits for the disk: a finished exchange or an observed message.
enum Captured: Sendable {
    case exchange(Exchange)
    case message(ObservedMessage)

    /// What it takes in memory: contents and fields, and something for the rest.
    var approximateSize: Int {
        switch self {
        case .exchange(let exchange):
            1_024 + exchange.request.target.utf8.count + exchange.request.fields.byteCount
                + exchange.requestBody.bytes.count
                + (exchange.response.map { $0.head.fields.byteCount + $0.body.bytes.count } ?? 0)
        case .message(let message): 1_024 + message.headers.members.count * 64 + message.body.bytes.count
        }
    }
}
