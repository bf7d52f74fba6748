internal import Model
internal import Storage

/// `/api/v1/recorder/{id}/modifications`: what a session does to traffic that passes.
struct ModificationEndpoints: Sendable {
    let sessions: RecorderSessions

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/{id}/modifications", .viewer, get)
                .about("What is done to traffic, as it was sent.", gives: .map(.any)),
            Endpoint("PUT", "/api/v1/recorder/{id}/modifications", .editor, put)
                .about(
                    "Does this to traffic from the next request on.",
                    note: "Also while it records; members that do nothing are named under `warnings`.",
                    takes: .map(.any),
                    gives: .map(.any)
                ),
            Endpoint("DELETE", "/api/v1/recorder/{id}/modifications", .editor, remove)
                .about(
                    "Lets traffic pass as it comes.",
                    note: "Ours.",
                    gives: .done
                ),
        ]
    }

    @Sendable private func get(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, .object(try sessions.session(request.hole("id")).stored.modifications))
    }

    @Sendable private func put(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        var sent = try request.members().object
        sent["warnings"] = nil
        try change(session, to: sent)
        let warnings = ModificationsReader.warnings(about: sent)
        if !warnings.isEmpty { sent["warnings"] = .array(warnings.map { .string($0) }) }
        return .json(200, .object(sent))
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        try change(try sessions.session(request.hole("id")), to: JSONObject())
        return .done("traffic passes as it comes")
    }

    private func change(_ session: RecorderSessions.Session, to sent: JSONObject) throws(Refusal) {
        let modifications = try ModificationsReader.modifications(sent)
        var stored = session.stored
        stored.modifications = sent
        _ = try sessions.save(stored)
        sessions.recorder.modify(session.id, modifications)
    }
}
