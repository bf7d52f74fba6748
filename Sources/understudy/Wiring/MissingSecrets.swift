internal import Model

/// Secrets that callbacks are signed with and that nobody has set: told when `replay` starts, not when the first callback fails.
enum MissingSecrets {
    /// One sentence for each variable, by name.
    static func warnings(_ mocks: [Mock], environment: (String) -> String?) -> [String] {
        var uses: [String: Int] = [:]
        for callback in mocks.flatMap(\.allCallbacks) {
            for secret in callback.signature?.secrets ?? [] where environment(secret.name) == nil {
                uses[secret.name, default: 0] += 1
            }
        }
        return uses.sorted { $0.key < $1.key }
            .map { name, count in
                """
                the environment variable \(name) is not set, with which \(count == 1 ? "a callback is" : "\(count) callbacks are") \
                signed; without it they are not sent
                """
            }
    }
}

extension Mock {
    /// Its callbacks and those of its answers.
    fileprivate var allCallbacks: [CallbackConfig] {
        switch reply {
        case .fixed(let reply): callbacks + reply.callbacks
        case .oneOf(let sequence): callbacks + sequence.replies.flatMap(\.callbacks)
        case .proxy: callbacks
        }
    }
}
