internal import Model
internal import Proxy
internal import Replay

extension ReplayAnswer {
    /// The answer with what points at the system that it was recorded from turned to us, for a client that takes us for that
    /// system: what a reverse proxy does while it records. A client that comes through the forward proxy finds us there anyway.
    func pointingHere(for request: IncomingRequest) -> ReplayAnswer {
        guard request.form == .origin, let origin, let authority = request.authority else { return self }
        let own = Origin(scheme: request.scheme, authority: authority)
        guard own != origin, let fields = LocationRewriting(upstream: origin, own: own).rewritten(answer.fields) else {
            return self
        }
        var reply = self
        reply.answer.fields = fields
        return reply
    }
}
