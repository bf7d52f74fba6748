internal import Model
public import Storage

extension ExchangeRecorder {
    /// What a recording came to.
    public struct Summary: Sendable {
        /// Exchanges in the file.
        public internal(set) var exchanges = 0
        /// Observed webhooks in the file.
        public internal(set) var webhooks = 0
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

        mutating func add(_ batch: ArraySlice<Exchange>, _ redactions: [String: Int]) {
            exchanges += batch.count { $0.kind == .exchange }
            webhooks += batch.count { $0.kind == .webhook }
            tunnels += batch.count { $0.kind == .tunnel }
            broken += batch.count { $0.failure != nil }
            self.redactions.merge(redactions, uniquingKeysWith: +)
        }

        /// Whether recording stopped before the traffic did.
        public var hasFailed: Bool { failure != nil }

        /// `12 exchanges (1 broken), 3 webhooks, 24 secrets redacted`.
        public var text: String {
            var parts = [counted(exchanges, "exchange")]
            if webhooks > 0 { parts.append(counted(webhooks, "webhook")) }
            if tunnels > 0 { parts.append(counted(tunnels, "tunnel")) }
            if broken > 0 { parts[parts.count - 1] += " (\(broken) broken)" }
            let secrets = redactions.values.reduce(0, +)
            if secrets > 0 { parts.append("\(counted(secrets, "secret")) redacted") }
            if notRecorded > 0 { parts.append("\(notRecorded) not recorded") }
            return parts.joined(separator: ", ") + (failure.map { "; recording stopped: \($0)" } ?? "")
        }

        private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    }
}
