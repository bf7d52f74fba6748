internal import Model
internal import Storage

/// What is built of sessions' recordings, and which exchange caused which webhook.
struct SessionBuilds: Sendable {
    let analysis: any RecordingAnalysing
    let attributions: AttributionStore

    /// Builds. What is inferred about webhooks is kept when all of the recording was looked at.
    func built(
        _ session: RecorderSessions.Session,
        only ids: [ExchangeID]? = nil,
        isExact: Bool = false
    ) throws(Refusal) -> BuiltRecording {
        let recording = try session.recorded
        let built = try analysing { () throws(RecorderRefusal) in
            try analysis.build(recording, only: ids, isExact: isExact)
        }
        if ids == nil { try keep(built.attributions, of: recording) }
        return built
    }

    func check(
        _ session: RecorderSessions.Session,
        _ built: BuiltRecording,
        _ mocks: [Mock]
    ) throws(Refusal) -> JSON {
        let recording = try session.recorded
        return try analysing { () throws(RecorderRefusal) in
            try analysis.check(recording, built.attributions, mocks: mocks)
        }
    }

    /// The attributions of a session's webhooks. They are inferred anew when there are webhooks about which nothing is known.
    func known(_ session: RecorderSessions.Session) throws(Refusal) -> [Attribution] {
        guard let recording = session.recording else { return [] }
        let known = try storing(try attributions.all(of: recording.id))
        if known.count >= recording.webhookCount { return known }
        return try built(session).attributions
    }

    private func keep(_ found: [Attribution], of recording: Recording) throws(Refusal) {
        try storing(try attributions.replaceInferred(of: recording.id, with: found.filter { !$0.isPinned }))
    }
}
