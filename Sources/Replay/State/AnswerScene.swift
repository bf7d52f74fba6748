internal import Model
internal import Synchronization
internal import Templating

/// An answered request, kept while the answer of a callback's receiver may still change what follows.
final class AnswerScene: Sendable {
    let mock: CompiledMock
    let reply: CompiledReply?
    let request: IncomingRequest
    let parameters: [(name: String, value: String)]
    let answer: Answer
    let seed: UInt64
    let run: RunState
    /// `$.mS`, which all callbacks of the answer share.
    let mockStore: Mutex<[String: JSON]>
    private let prefixLength: Int

    init(
        _ rendering: Rendering,
        _ match: MockMatch,
        _ request: IncomingRequest,
        _ answer: Answer,
        mockStore: [String: JSON]
    ) {
        (mock, reply, self.request, self.answer) = (rendering.mock, rendering.reply, request, answer)
        (parameters, seed, run) = (match.view.pathParameters, rendering.seed, rendering.run)
        self.mockStore = Mutex(mockStore)
        prefixLength = rendering.prefixLength
    }

    /// What is to be rendered.
    var rendering: Rendering {
        Rendering(mock: mock, reply: reply, exchange: request.id, seed: seed, run: run, prefixLength: prefixLength)
    }
}
