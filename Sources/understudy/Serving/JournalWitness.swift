internal import Model
internal import Replay

/// Writes every request that mocks were asked to answer into the journal.
struct JournalWitness: MockWitness {
    let journal: RequestJournal
    let defaultNamespace: String

    /// How much of an answer's content is kept.
    private static let bodyLimit = 65_536

    func answered(_ reply: ReplayAnswer, to request: IncomingRequest) {
        var answer = reply.answer
        if answer.body.count > Self.bodyLimit { answer.body = Array(answer.body.prefix(Self.bodyLimit)) }
        journal.add(
            JournalEntry(
                id: request.id,
                at: request.receivedAt,
                run: reply.run,
                namespace: reply.namespace,
                mock: reply.mock,
                request: request,
                answer: answer,
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
                answer: answer,
                nearest: report.lines
            )
        )
    }
}
