internal import Model
internal import Storage

/// What is in a namespace besides mocks: what people made, where it is held in memory, and what requests left behind.
struct NamespaceContents: Sendable {
    let folders: Folders
    let files: TemplateFiles
    let events: EventWebhooks
    let accounts: Accounts
    let tokens: Tokens
    let sessions: RecorderSessionStore
    let services: ConsoleServices

    /// Refuses while there are sessions of the recorder, which may run and hold recordings.
    func checkSessions(of namespace: String) throws(Refusal) {
        let count = try storing(try sessions.all()).count { $0.namespace == namespace }
        guard count > 0 else { return }
        throw .conflict(
            "the namespace \"\(namespace)\" has \(count) sessions of the recorder; delete them first, with what they recorded"
        )
    }

    /// Forgets all of it, so that a namespace of the same name begins empty.
    func forget(_ namespace: String) throws(Refusal) {
        forgetBelongings(of: namespace)
        forgetValues(of: namespace)
        var query = JournalQuery()
        query.namespace = namespace
        _ = try services.journal.removed(query)
        _ = services.misses.removeAll(namespace: namespace)
        var filter = DeliveryFilter()
        filter.namespace = namespace
        _ = try storing(try services.deliveries.records.removeSettled(filter))
    }

    private func forgetBelongings(of namespace: String) {
        folders.forget(namespace: namespace)
        files.forget(namespace: namespace)
        events.forget(namespace: namespace)
        accounts.forget(namespace: namespace)
        tokens.forget(namespace: namespace)
    }

    private func forgetValues(of namespace: String) {
        let state = services.state
        for run in Set(state.runs() + [.shared]) {
            state.removeAll(in: .global(namespace: namespace, run: run))
            for chain in state.chains(namespace: namespace, run: run) {
                state.removeAll(in: .chain(namespace: namespace, id: chain, run: run))
            }
        }
    }
}
