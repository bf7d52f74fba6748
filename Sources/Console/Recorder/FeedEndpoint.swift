internal import Model

/// `/api/v1/recorder/events`: what happens in the recorder, as it happens.
struct FeedEndpoint: Sendable {
    let feed: RecorderFeed

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/events", .viewer, events)
                .about(
                    "What happens in the recorder, as server-sent events.",
                    note: """
                        Ours: `exchange.finished`, `webhook.observed`, `message.observed`, `attribution.changed`, \
                        `session.changed`.
                        """,
                    asks: [.namespace, Parameter("session", .text, "only what happens to this session")],
                    gives: Self.stream
                )
        ]
    }

    private static let stream = Shape(.bytes("text/event-stream"))

    @Sendable private func events(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = request.query["session"].flatMap { $0.isEmpty ? nil : $0 }
        guard let reader = feed.reader(session: session, namespace: try request.selectedNamespace()) else {
            throw Refusal(
                status: 503,
                code: "unavailable",
                reason: "\(RecorderFeed.readerLimit) clients read events already; end one of them"
            )
        }
        var answer = Answer(
            status: 200,
            fields: [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")]
        )
        answer.pieces = reader
        return answer
    }
}
