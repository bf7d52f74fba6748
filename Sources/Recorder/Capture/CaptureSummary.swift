internal import Model
public import Storage

extension ExchangeRecorder {
    /// What a recording came to.
    public struct Summary: Sendable {
        /// Exchanges in the file.
        public internal(set) var exchanges = 0
        /// Observed webhooks in the file.
        public internal(set) var webhooks = 0
        /// Observed messages in the file.
        public internal(set) var messages = 0
        /// Tunnels in the file.
        public internal(set) var tunnels = 0
        /// How many of all these broke.
        public internal(set) var broken = 0
        /// What passed without being recorded, because recording had stopped.
        public internal(set) var notRecorded = 0
        /// How many secrets each rule replaced.
        public internal(set) var redactions: [String: Int] = [:]
        /// Why recording stopped before the traffic did.
        public internal(set) var failure: StorageError?

        /// Nothing yet.
        public init() {}

        /// What was taken from the queue when recording stopped.
        var lost = 0

        mutating func add(_ batch: ArraySlice<Captured>, _ redactions: [String: Int]) {
            for captured in batch { count(captured) }
            self.redactions.merge(redactions, uniquingKeysWith: +)
        }

        private mutating func count(_ captured: Captured) {
            guard case .exchange(let exchange) = captured else { return messages += 1 }
            switch exchange.kind {
            case .exchange: exchanges += 1
            case .webhook: webhooks += 1
            case .tunnel: tunnels += 1
            }
            if exchange.failure != nil { broken += 1 }
        }

        /// Whether recording stopped before the traffic did.
        public var hasFailed: Bool { failure != nil }

        /// `12 exchanges, 3 webhooks (1 broken), 5 messages, 24 secrets redacted`.
        public var text: String {
            var parts = [counted(exchanges, "exchange")]
            if webhooks > 0 { parts.append(counted(webhooks, "webhook")) }
            if tunnels > 0 { parts.append(counted(tunnels, "tunnel")) }
            if broken > 0 { parts[parts.count - 1] += " (\(broken) broken)" }
            if messages > 0 { parts.append(counted(messages, "message")) }
            let secrets = redactions.values.reduce(0, +)
            if secrets > 0 { parts.append("\(counted(secrets, "secret")) redacted") }
            if notRecorded > 0 { parts.append("\(notRecorded) not recorded") }
            return parts.joined(separator: ", ") + (failure.map { "; recording stopped: \($0)" } ?? "")
        }

        private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    }
}
