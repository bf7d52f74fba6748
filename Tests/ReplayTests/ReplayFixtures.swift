import Model
import Replay

/// A request as a client sends it to the mocks.
func request(
    _ method: String = "GET",
    _ target: String,
    host: String? = nil,
    scheme: Scheme = .http,
    form: IncomingRequest.Form = .origin,
    fields: [(String, String)] = [],
    body: String? = nil
) -> IncomingRequest {
    var section = FieldSection()
    if let host { section.append("Host", host) }
    for (name, value) in fields { section.append(name, value) }
    if let body { section.append("Content-Length", String(body.utf8.count)) }
    return IncomingRequest(
        id: ExchangeID(rawValue: 7),
        listener: "test",
        client: "127.0.0.1:1",
        form: form,
        scheme: scheme,
        authority: host.flatMap { Authority($0) },
        head: RequestHead(method: method, target: target, fields: section),
        body: body.map { Array($0.utf8) },
        receivedAt: Timestamp(seconds: 0)
    )
}

/// Mocks from their JSON.
func mocks(_ json: String) throws -> [Mock] { try MockFile(parsing: Array(json.utf8)).mocks }

/// An engine with a frozen clock and a seed.
func engine(
    _ json: String,
    _ options: ReplayOptions = ReplayOptions(clock: .frozen(at: Timestamp(seconds: 1_700_000_000)), seed: 1)
) throws -> ReplayEngine {
    try ReplayEngine(mocks: mocks(json), options: options)
}

extension ReplayOutcome {
    /// The answer, nil for anything else.
    var answered: ReplayAnswer? { if case .answered(let answer) = self { answer } else { nil } }

    /// The report of a miss, nil for anything else.
    var missed: MissReport? { if case .missed(let report) = self { report } else { nil } }

    /// The body as text, nil without an answer.
    var text: String? { answered.map { String(decoding: $0.answer.body, as: UTF8.self) } }

    /// The mock's id.
    var mock: String? { answered?.mock.rawValue }

    /// Whether the body was asked for.
    var wantsBody: Bool { if case .wantBody = self { true } else { false } }
}
