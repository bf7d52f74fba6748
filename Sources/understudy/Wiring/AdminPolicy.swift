internal import Console
internal import Model
internal import Proxy

/// Lets the admin API answer on a listener of its own.
struct AdminPolicy: ExchangePolicy {
    let responder: AdminResponder
    private let bodyLimit: Int

    init(responder: AdminResponder, bodyLimit: Int = 64 << 20) {
        (self.responder, self.bodyLimit) = (responder, bodyLimit)
    }

    /// Whether the path is the API's.
    func owns(_ request: IncomingRequest) -> Bool { responder.owns(request.head.target) }

    func decide(_ request: IncomingRequest) -> Decision {
        if request.awaitsBody { return .wantBody(limit: bodyLimit) }
        return .respondLater { [responder] respond in
            responder.respond(to: request) { respond($0, nil) }
        }
    }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        .refuse(.text(405, "This port is the admin API and opens no tunnels.\n"))
    }
}
