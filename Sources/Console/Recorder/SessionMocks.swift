internal import Model
internal import Storage

/// The mocks that sessions' recordings give, on their way into the catalogue.
struct SessionMocks: Sendable {
    let sessions: RecorderSessions
    let builds: SessionBuilds
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers

    /// Builds all that a session recorded. Takes long.
    ///
    /// - Parameter namespace: where the mocks are to go; nil for the session's own.
    func drafts(
        of session: String,
        in namespace: String?,
        isExact: Bool
    ) throws(Refusal) -> (drafts: [MockDraft], notes: [String]) {
        let session = try sessions.session(session)
        let built = try builds.built(session, isExact: isExact)
        let input = MockInput(
            namespace: namespace ?? session.stored.namespace,
            now: state.clock.now,
            identifiers: identifiers
        )
        let mocks = built.mocks.map { mock in
            var object = mock.json.object ?? JSONObject()
            object["namespace"] = nil
            return JSON.object(object)
        }
        return (try input.drafts(mocks), built.notes)
    }

    /// Stores them. Only the admin queue may.
    func store(_ drafts: [MockDraft], by caller: Caller) throws(Refusal) -> [CatalogueEntry] {
        let kept = drafts.map { catalogue.keptApart($0) }
        return try catalogue.save(kept, by: caller).map(\.entry)
    }
}

extension MockCatalogue {
    /// The same recording gives the same ids: in a second namespace its mocks must not take the first one's away.
    func keptApart(_ draft: MockDraft) -> MockDraft {
        let namespace = draft.mock.namespace ?? ""
        guard let other = self[draft.mock.id], other.namespace != namespace else { return draft }
        var draft = draft
        draft.mock.id = MockID(rawValue: "\(draft.mock.id)-\(namespace)")
        return draft
    }
}
