internal import Model
internal import Replay

/// Writes every request that mocks were asked to answer into the journal.
struct JournalWitness: MockWitness {
    let journal: RequestJournal
    let defaultNamespace: String

    /// How much of an answer's content is kept.
    private static let bodyLimit = 65_536

    func answered(_ reply: ReplayAnswer, to request: IncomingRequest) {
        let body = reply.answer.body
        journal.add(
            JournalEntry(
                id: request.id,
                at: request.receivedAt,
                run: reply.run,
                namespace: reply.namespace,
                mock: reply.mock,
                request: request,
                status: reply.answer.status,
                fields: reply.answer.fields,
                body: body.count > Self.bodyLimit ? Array(body.prefix(Self.bodyLimit)) : body,
                unresolved: reply.unresolved
            )
        )
    }

    func missed(_ request: IncomingRequest, run: RunID, _ report: MissReport) {
        let answer = report.answer(to: request.id)
        journal.add(
            JournalEntry(
                id: request.id,
                at: request.receivedAt,
                run: run,
                namespace: StubTarget(request.head.target).namespace ?? defaultNamespace,
                mock: nil,
                request: request,
                status: answer.status,
                fields: answer.fields,
                body: answer.body,
                nearest: report.lines
            )
        )
    }
}
