import Model
import Recorder
import Replay

/// A client of the mocks that were built from a recording: what it says was never recorded.
struct BuiltPlayer {
    private let engine: ReplayEngine

    init(_ built: BuildResult) throws {
        let clock = WallClock.frozen(at: Timestamp(seconds: 1_800_000_000))
        engine = try ReplayEngine(mocks: built.mocks, options: ReplayOptions(clock: clock, seed: 5))
    }

    /// The answer to a request, and what it sends because of it; nil when no mock matches.
    func answer(_ method: String, _ target: String, _ body: JSON? = nil) -> ReplayAnswer? {
        let request = IncomingRequest(
            id: ExchangeID(rawValue: 1),
            listener: "test",
            client: "127.0.0.1:1",
            form: .origin,
            scheme: .http,
            authority: nil,
            head: RequestHead(method: method, target: target, fields: [("Content-Type", "application/json")]),
            body: body?.serialized() ?? [],
            receivedAt: Timestamp(seconds: 0)
        )
        if case .answered(let answer) = engine.answer(request) { return answer }
        return nil
    }

    /// The content of the answer; null where there is none.
    func content(_ method: String, _ target: String, _ body: JSON? = nil) -> JSON {
        answer(method, target, body).flatMap { try? JSON.parse($0.answer.body) } ?? .null
    }
}
