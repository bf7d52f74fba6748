internal import Callbacks
internal import Console
internal import Foundation
internal import Logging
internal import Model

/// Asks the admin API of a server that runs.
struct AdminClient {
    /// What the server answered.
    struct Reply {
        let status: Int
        let json: JSON
        let bytes: [UInt8]
    }

    /// The variable that holds a token, where the server has accounts. There is no flag: every user of a machine sees flags.
    static let tokenVariable = "UNDERSTUDY_TOKEN"

    private let server: String
    private let dispatcher: CallbackDispatcher

    /// - Parameter server: its URL, `http://127.0.0.1:5770`.
    init(_ server: String) throws(UserError) {
        guard let url = AbsoluteURL(server) else {
            throw .usage("--server \(server) is no URL such as http://127.0.0.1:5770")
        }
        self.server = "\(url.origin)"
        var configuration = DispatcherConfiguration(version: Version.number) { _ in nil }
        configuration.answerBytesKept = 1 << 30
        let quiet = Logger(label: "callbacks") { _ in SwiftLogNoOpLogHandler() }
        dispatcher = CallbackDispatcher(configuration: configuration, journal: NoJournal(), logger: quiet)
    }

    /// One request; an answer that is no JSON, or none at all, is an error.
    ///
    /// - Parameter patience: how long the server may take beyond what is usual.
    func call(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        body: JSON? = nil,
        patience: Duration = .zero
    ) async throws(UserError) -> Reply {
        let words = query.map { "\($0.name)=\(PercentEncoding.encoded($0.value))" }.joined(separator: "&")
        let url = "\(server)\(path)\(words.isEmpty ? "" : "?\(words)")"
        let result: OutgoingResult = await withCheckedContinuation { continuation in
            OutgoingService(dispatcher: dispatcher)
                .send(
                    method: method,
                    url: url,
                    fields: Self.fields(hasBody: body != nil),
                    body: body?.serialized() ?? [],
                    timeout: .seconds(30) + patience
                ) { continuation.resume(returning: $0) }
        }
        switch result {
        case .failed(let reason):
            // What a callback's reason asks its readers stands behind a semicolon.
            let cause = reason.prefix { $0 != ";" }
            throw .failure("\(server) does not answer: \(cause); is `understudy serve` running there? see --server")
        case .answered(let status, _, let bytes, _):
            guard let json = try? JSON.parse(bytes) else {
                throw .failure("\(url) answered \(status) without JSON; is it an Understudy? see --server")
            }
            return Reply(status: status, json: json, bytes: bytes)
        }
    }

    private static func fields(hasBody: Bool) -> FieldSection {
        var fields: FieldSection = hasBody ? [("Content-Type", "application/json")] : []
        if let token = ProcessInfo.processInfo.environment[tokenVariable], !token.isEmpty {
            fields.append("Authorization", "Bearer \(token)")
        }
        return fields
    }

    /// The reply's JSON when it succeeded; else the server's own words as an error.
    func wanted(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        body: JSON? = nil
    ) async throws(UserError) -> JSON {
        let reply = try await call(method, path, query, body: body)
        guard reply.status < 300 else { throw refusal(reply) }
        return reply.json
    }

    /// What the server says against the request, and the way out.
    func refusal(_ reply: Reply) -> UserError {
        let words = reply.json["error"]?.string ?? "the server answered \(reply.status)"
        if reply.json["code"] == "no_mock_matches" {
            return .usage(
                """
                \(server) answers with its mocks only, as `understudy replay` does: start it with --admin 127.0.0.1:5771, and ask \
                that address with --server
                """
            )
        }
        if reply.status == 401 { return .usage("\(words); here: put it into \(Self.tokenVariable)") }
        return reply.status < 500 ? .usage(words) : .failure(words)
    }
}
