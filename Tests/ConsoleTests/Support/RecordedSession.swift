import Model
import Storage

@testable import Console

/// A session with a recording, as after some traffic.
struct RecordedSession {
    let served: Served
    let id: String

    /// Makes the session, records what is given and stops it.
    init(_ served: Served, _ exchanges: [Exchange] = RecordedSession.usual, settings: JSONObject = [:]) throws {
        self.served = served
        id = served.json("POST", "/api/v1/recorder/start", .object(settings)).body["id"]?.string ?? ""
        if let recording = served.recorder.running(id)?.recording {
            let writer = ExchangeWriter(served.database, recording: recording, hash: Self.hash)
            try writer.insert(exchanges.map { StoredExchange($0) })
        }
        _ = served.json("POST", "/api/v1/recorder/\(id)/stop")
    }

    var path: String { "/api/v1/recorder/\(id)" }

    /// Names short bodies by themselves.
    static let hash = ContentHash { bytes in Array((bytes + [UInt8](repeating: 0, count: 32)).prefix(32)) }

    static let usual = [
        exchange(1, "GET", "/users/7?full=1", 200, answer: #"{"id":7}"#),
        exchange(2, "POST", "/orders", 201, body: #"{"user":7}"#, answer: #"{"id":"o-1"}"#),
        exchange(3, "POST", "/orders", 422, body: "?", answer: "no"),
        exchange(4, "POST", "/hook", 204, kind: .webhook, body: #"{"order":"o-1"}"#),
    ]

    static func exchange(
        _ id: Int64,
        _ method: String,
        _ target: String,
        _ status: Int,
        kind: Exchange.Kind = .exchange,
        body: String = "",
        answer: String = ""
    ) -> Exchange {
        let response = Exchange.Response(
            head: ResponseHead(status: status, reason: "", fields: [("Content-Type", "application/json")]),
            body: CapturedBody(bytes: Array(answer.utf8))
        )
        return Exchange(
            id: ExchangeID(rawValue: id),
            kind: kind,
            listener: "reverse",
            client: "127.0.0.1:1",
            origin: Origin(scheme: .https, authority: Authority(host: "api.example.test")),
            request: RequestHead(method: method, target: target, fields: [("X-Request", "\(id)")]),
            requestBody: CapturedBody(bytes: Array(body.utf8)),
            outcome: .response(response),
            startedAt: Served.start + .seconds(id),
            timings: Timings(total: .microseconds(1_600))
        )
    }
}
