internal import Console
internal import Model
internal import Proxy

/// What answers requests to the admin API.
protocol AdminAPI: Sendable {
    /// Whether the path of a target is the API's.
    func owns(_ target: String) -> Bool
    /// Answers, once and from any thread.
    func respond(to request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void)
}

extension AdminResponder: AdminAPI {}
extension ServeConsole: AdminAPI {}

/// Lets the admin API answer, on a listener of its own or before the mocks of another.
struct AdminPolicy: ExchangePolicy {
    private let api: any AdminAPI
    private let bodyLimit: Int

    init(api: any AdminAPI, bodyLimit: Int = 64 << 20) { (self.api, self.bodyLimit) = (api, bodyLimit) }

    /// Whether the path is the API's.
    func owns(_ request: IncomingRequest) -> Bool { api.owns(request.head.target) }

    func decide(_ request: IncomingRequest) -> Decision {
        if request.awaitsBody { return .wantBody(limit: bodyLimit) }
        return .respondLater { [api] respond in
            api.respond(to: request) { respond($0, nil) }
        }
    }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        .refuse(.text(405, "This port is the admin API and opens no tunnels.\n"))
    }
}
