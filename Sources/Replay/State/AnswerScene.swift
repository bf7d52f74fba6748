internal import Model
internal import Synchronization
internal import Templating

/// An answered request, kept while the answer of a callback's receiver may still change what follows.
final class AnswerScene: Sendable {
    let rendering: Rendering
    let request: IncomingRequest
    let parameters: [(name: String, value: String)]
    let answer: Answer
    /// `$.mS`, which all callbacks of the answer share.
    let mockStore: Mutex<[String: JSON]>

    init(
        _ rendering: Rendering,
        _ match: MockMatch,
        _ request: IncomingRequest,
        _ answer: Answer,
        mockStore: [String: JSON]
    ) {
        (self.rendering, self.request, self.answer) = (rendering, request, answer)
        parameters = match.view.pathParameters
        self.mockStore = Mutex(mockStore)
    }
}
