internal import Brokers
internal import Glibc
internal import Model

/// What hosts resolve to, asked of the system on a thread for each, and which targets were found to be allowed; both are
/// remembered for a while. Brokers connect by themselves, so that their hosts must be known before they are held against the
/// target policy.
///
/// Confined to the dispatcher's thread, but for what the threads do.
final class HostLookups {
    private enum Entry {
        case asked
        case known([NetworkAddress], until: Duration)
    }

    /// How long an answer holds. librdkafka and librabbitmq ask again when they connect.
    static let lifetime: Duration = .seconds(10)

    private var entries: [String: Entry] = [:]
    /// Until when.
    private var cleared: [LaneSource: Duration] = [:]
    private let ask: (String) -> Void

    /// - Parameter ask: begins to look a host up; `learn` is called with what comes of it.
    init(ask: @escaping (String) -> Void) { self.ask = ask }

    /// Looks hosts up on threads, and puts what comes of it into the mailbox.
    convenience init(mailbox: Mailbox<DispatcherLetter>) {
        self.init { host in
            let answer: @Sendable ([NetworkAddress]) -> Void = { _ = mailbox.put(.resolved(host: host, $0)) }
            if !startThread({ answer(resolved(host)) }) { answer([]) }
        }
    }

    /// The addresses of a host, none for one that does not resolve; nil when `learn` will tell.
    func addresses(of host: String, at now: Duration) -> [NetworkAddress]? {
        if let address = NetworkAddress(host) { return [address] }
        switch entries[host] {
        case .known(let addresses, let until) where until > now: return addresses
        case .asked: return nil
        case .known, nil:
            entries[host] = .asked
            ask(host)
            return nil
        }
    }

    /// Whether targets with this address were found to be allowed, not longer ago than an answer holds.
    func isCleared(_ source: LaneSource, at now: Duration) -> Bool { cleared[source].map { $0 > now } ?? false }

    /// Remembers that targets with this address are allowed.
    func clear(_ source: LaneSource, at now: Duration) {
        cleared = cleared.filter { $0.value > now }
        cleared[source] = now + Self.lifetime
    }

    /// Takes what a host resolves to.
    func learn(_ addresses: [NetworkAddress], of host: String, at now: Duration) {
        entries = entries.filter { if case .known(_, let until) = $0.value { until > now } else { true } }
        entries[host] = .known(addresses, until: now + Self.lifetime)
    }
}

/// What the system says; none when it knows none (getaddrinfo(3)). Blocks.
private func resolved(_ host: String) -> [NetworkAddress] {
    var list: UnsafeMutablePointer<addrinfo>?
    // Without hints each address comes once for every kind of socket, which does no harm to a check.
    guard getaddrinfo(host, nil, nil, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    return sequence(first: list, next: { $0?.pointee.ai_next })
        .compactMap { $0.flatMap { NetworkAddress(family: $0.pointee.ai_family, socketAddress: $0.pointee.ai_addr) } }
}
