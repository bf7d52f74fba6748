internal import Console
internal import Model
internal import Proxy

/// Lets the admin API answer on a listener of its own.
struct AdminPolicy: ExchangePolicy {
    let responder: AdminResponder
    private let bodyLimit = 1 << 20

    init(responder: AdminResponder) { self.responder = responder }

    func decide(_ request: IncomingRequest) -> Decision {
        guard request.body != nil || request.head.method == "GET" || request.head.method == "HEAD" else {
            return .wantBody(limit: bodyLimit)
        }
        return .respondLater { [responder] respond in
            responder.respond(to: request) { respond($0, nil) }
        }
    }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        .refuse(.text(405, "This port is the admin API and opens no tunnels.\n"))
    }
}
