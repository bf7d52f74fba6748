internal import Logging
internal import Model
internal import Storage

/// Notes who did what, when, and from where. Of a request it keeps the endpoint and the path, never the query, a field or the
/// body, which may hold secrets.
struct AuditTrail: Sendable {
    let store: AuditStore
    let clock: WallClock
    let logger: Logger

    /// A deed of somebody who is known.
    func note(_ operation: String, _ path: String, _ request: AdminRequest, _ status: Int) {
        var namespace = request.holes["namespace"] ?? request.query["namespace"] ?? request.namespaceField
        if case .these(let admitted) = request.admitted, admitted.count == 1 { namespace = admitted.first }
        add(
            AuditEntry(
                at: clock.now,
                actor: request.caller.name,
                token: request.caller.token,
                address: ClientAddress.host(of: request.client),
                operation: operation,
                path: path,
                namespace: namespace,
                status: status,
                request: request.id
            )
        )
    }

    /// An attempt to log in.
    ///
    /// - Parameter login: the one of a user; empty for one that nobody has, since people type passwords there by mistake.
    func noteLogin(_ login: String, _ request: ExchangeID, from client: String, _ status: Int) {
        add(
            AuditEntry(
                at: clock.now,
                actor: login,
                token: nil,
                address: ClientAddress.host(of: client),
                operation: "POST /api/v1/auth/login",
                path: "/api/v1/auth/login",
                namespace: nil,
                status: status,
                request: request
            )
        )
    }

    private func add(_ entry: AuditEntry) {
        do throws(StorageError) { try store.add(entry) } catch {
            logger.error("The database does not take the audit log", metadata: ["reason": "\(error)"])
        }
    }
}

/// Where a client connected from.
enum ClientAddress {
    /// `host:port` without the port.
    static func host(of client: String) -> String { Authority(client)?.host ?? client }

    /// What counts as one client when attempts are counted: an address, of IPv6 its first 64 bits, since a single host has as
    /// many addresses as it likes below that.
    static func group(of client: String) -> String {
        let host = host(of: client)
        guard host.contains(":") else { return host }
        let halves = host.components(around: "::").map { $0.split(separator: ":") }
        let zeros = halves.count == 2 ? max(0, 8 - halves[0].count - halves[1].count) : 0
        let groups =
            halves[0].map(String.init) + Array(repeating: "0", count: zeros) + (halves.last ?? []).map(String.init)
        return groups.prefix(4).joined(separator: ":")
    }
}

extension String {
    /// What stands before and after the first place of a text; the whole when it does not stand there.
    fileprivate func components(around text: String) -> [Substring] {
        guard let place = firstRange(of: text) else { return [self[...]] }
        return [self[..<place.lowerBound], self[place.upperBound...]]
    }
}
