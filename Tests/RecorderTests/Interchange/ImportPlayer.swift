import Model
import Recorder
import Replay

/// Plays imported mocks, to see whether they answer as the file says.
struct ImportPlayer {
    private let engine: ReplayEngine

    init(_ imported: ImportedMocks) throws {
        let options = ReplayOptions(clock: .frozen(at: Timestamp(seconds: 1_700_000_000)), seed: 7)
        engine = try ReplayEngine(mocks: MockFile(["mocks": .array(imported.mocks)]).mocks, options: options)
    }

    /// The answer to a request; nil when no mock matches.
    func answer(
        _ method: String = "GET",
        _ target: String,
        fields: [(String, String)] = [],
        body: String? = nil
    ) -> ReplayAnswer? {
        var section = FieldSection()
        for (name, value) in fields { section.append(name, value) }
        let request = IncomingRequest(
            id: ExchangeID(rawValue: 1),
            listener: "test",
            client: "127.0.0.1:1",
            form: .origin,
            scheme: .http,
            authority: nil,
            head: RequestHead(method: method, target: target, fields: section),
            body: Array((body ?? "").utf8),
            receivedAt: Timestamp(seconds: 0)
        )
        if case .answered(let answer) = engine.answer(request) { return answer }
        return nil
    }

    /// The status of the answer; nil when no mock matches.
    func status(
        _ method: String = "GET",
        _ target: String,
        fields: [(String, String)] = [],
        body: String? = nil
    ) -> Int? {
        answer(method, target, fields: fields, body: body)?.answer.status
    }

    /// The body of the answer as text.
    func text(
        _ method: String = "GET",
        _ target: String,
        fields: [(String, String)] = [],
        body: String? = nil
    ) -> String? {
        answer(method, target, fields: fields, body: body).map { String(decoding: $0.answer.body, as: UTF8.self) }
    }
}

let jsonType = [("Content-Type", "application/json")]
let formType = [("Content-Type", "application/x-www-form-urlencoded")]
