internal import Storage

/// What is committed at once, without its secrets.
struct RedactedBatch {
    private(set) var exchanges: [StoredExchange] = []
    private(set) var messages: [StoredMessage] = []
    /// How many secrets each rule found.
    private(set) var redactions: [String: Int] = [:]

    /// - Parameter redactor: nil where nothing is redacted.
    init(_ batch: some Sequence<Captured>, _ redactor: Redactor?, _ memory: inout SecretMemory) {
        for captured in batch {
            switch captured {
            case .exchange(let exchange):
                let (stored, counts) = redactor?.redact(exchange, &memory) ?? (Redactor.decoded(exchange), [:])
                exchanges.append(stored)
                count(counts)
            case .message(let message):
                let (stored, counts) = redactor?.redact(message, &memory) ?? (Redactor.decoded(message), [:])
                messages.append(stored)
                count(counts)
            }
        }
    }

    private mutating func count(_ found: [String: Int]) {
        if !found.isEmpty { redactions.merge(found, uniquingKeysWith: +) }
    }
}
