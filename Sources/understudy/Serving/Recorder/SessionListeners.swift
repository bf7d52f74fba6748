internal import Console
internal import Model
internal import Proxy

/// Where a session listens, and what becomes of requests there.
struct SessionListeners {
    let settings: SessionSettings
    /// What is done to requests of clients, and what to webhooks.
    let live: SessionLive

    /// The proxy first, then the places that take webhooks. Ports that the settings leave open are taken from the list.
    func listeners(ports: [Int]) throws(RecorderRefusal) -> [Listener] {
        var ports = ports[...]
        var listeners = [
            listener(
                name,
                settings.address,
                ModifyingPolicy(base: try policy, live: live.traffic),
                .exchange,
                &ports
            )
        ]
        for receiver in settings.webhooks {
            let policy = ReversePolicy(
                upstream: receiver.target,
                preservesHost: settings.preservesHost,
                rewritesLocation: settings.rewritesLocation,
                kind: .webhook
            )
            let name = ListenerNames.webhooks(receiver.target)
            listeners.append(
                listener(name, receiver.address, ModifyingPolicy(base: policy, live: live.webhooks), .webhook, &ports)
            )
        }
        return listeners
    }

    /// How many ports are left open.
    var openPorts: Int { ([settings.address] + settings.webhooks.map(\.address)).count { $0.port == nil } }

    private func listener(
        _ name: String,
        _ address: SessionSettings.Address,
        _ policy: any ExchangePolicy,
        _ kind: Exchange.Kind,
        _ ports: inout ArraySlice<Int>
    ) -> Listener {
        let port = address.port ?? ports.popFirst() ?? 0
        return Listener(name: name, host: address.host, port: port, policy: policy, kind: kind)
    }

    private var name: String { settings.target.map(ListenerNames.reverse) ?? ListenerNames.forward }

    private var policy: any ExchangePolicy {
        get throws(RecorderRefusal) {
            if let target = settings.target {
                return ReversePolicy(
                    upstream: target,
                    preservesHost: settings.preservesHost,
                    rewritesLocation: settings.rewritesLocation
                )
            }
            let names = settings.mode == .forward ? ["*"] : settings.tunnelled
            var patterns: [HostPattern] = []
            for name in names {
                guard let pattern = HostPattern(name) else {
                    throw .invalid(
                        "\"tunnel\": \"\(name)\" names no host; write api.bank.test, *.bank.test or host:port"
                    )
                }
                patterns.append(pattern)
            }
            return ForwardPolicy(tunnelledHosts: patterns)
        }
    }
}
