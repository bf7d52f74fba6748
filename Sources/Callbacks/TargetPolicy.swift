internal import Model

/// Where callbacks may go. By default everywhere, loopback included, but for addresses that lead to a cloud's metadata or
/// nowhere: link-local ones (169.254.0.0/16, fe80::/10), fd00:ec2::254, the unspecified ones (0.0.0.0, ::), broadcast and
/// multicast.
///
/// An entry is an address (`10.1.2.3`), a range of addresses (`10.0.0.0/8`), a host (`hooks.example.test`) or the hosts
/// under one (`*.example.test`, `*` for all). Entries that deny go before those that allow, and these before the
/// defaults: to allow something lifts the defaults for it and restricts nothing else.
///
/// Addresses are those that a connection is about to be made to, after redirects too; hosts are those of URLs. Through a proxy
/// only the URL's host is held against the entries, since the proxy resolves it. For brokers they are all addresses that the
/// hosts of their lists and URLs resolve to; where a Kafka cluster sends its clients on to is its own word.
public struct TargetPolicy: Sendable {
    /// An entry that is neither an address, a range nor a host.
    public struct InvalidEntry: Error, Sendable, CustomStringConvertible {
        /// As it was given.
        public let entry: String

        /// Names it and what it should look like.
        public var description: String {
            "\"\(entry)\" is no target: give an address (10.1.2.3), a range (10.0.0.0/8) or a host (*.example.test)"
        }
    }

    fileprivate enum Entry {
        case range(AddressRange)
        case host(String)
        case hostsUnder(String)
    }

    private let allowed: [Entry]
    private let denied: [Entry]

    /// The defaults alone.
    public init() { (allowed, denied) = ([], []) }

    /// The defaults, and these entries before them.
    ///
    /// - Throws: the first entry that cannot be read.
    public init(allow: [String], deny: [String]) throws(InvalidEntry) {
        (allowed, denied) = (try Self.entries(allow), try Self.entries(deny))
    }

    /// Why nothing may be sent to this host at any of these addresses; nil when it may.
    ///
    /// - Parameters:
    ///   - host: as the URL has it, without port and brackets.
    ///   - addresses: what it resolved to, or those of them that are about to be used. A host that is an address counts as
    ///     one of them.
    public func denial(host: String, addresses: [NetworkAddress]) -> String? {
        let own = NetworkAddress(host)
        guard own != nil || !addresses.isEmpty else { return reason(host, nil) }
        for address in addresses { if let reason = reason(host, address) { return reason } }
        return own.flatMap { reason(host, $0) }
    }

    private func reason(_ host: String, _ address: NetworkAddress?) -> String? {
        if let entry = denied.first(where: { $0.covers(host, address) }) {
            return "callbacks to \(name(host, address)) are denied by --callback-deny \(entry.text)"
        }
        guard let address, let rule = Self.defaults.first(where: { $0.range.contains(address) }),
            !allowed.contains(where: { $0.covers(host, address) })
        else { return nil }
        return """
            callbacks to \(name(host, address)) are denied, since \(rule.range) is \(rule.what); allow it with \
            --callback-allow \(address)
            """
    }

    private func name(_ host: String, _ address: NetworkAddress?) -> String {
        address.map { "\($0)" == host || host.isEmpty ? "\($0)" : "\($0) (\(host))" } ?? host
    }

    private static let defaults: [(range: AddressRange, what: String)] = [
        ("169.254.0.0/16", "link-local, where clouds serve credentials"), ("fe80::/10", "link-local"),
        ("fd00:ec2::254", "where clouds serve credentials"), ("0.0.0.0", "unspecified"), ("::", "unspecified"),
        ("224.0.0.0/4", "multicast"), ("ff00::/8", "multicast"), ("255.255.255.255", "broadcast"),
    ]
    .compactMap { text, what in AddressRange(text).map { ($0, what) } }
}

extension TargetPolicy {
    /// Why nothing may be sent to a target; nil when it may.
    ///
    /// - Parameter addresses: what its hosts resolve to, as far as that is known.
    func denial(of target: CallbackJob.Target, resolvedTo addresses: [String: [NetworkAddress]] = [:]) -> String? {
        for host in target.hosts {
            if let reason = denial(host: host, addresses: addresses[host] ?? []) { return reason }
        }
        return nil
    }

    private static func entries(_ texts: [String]) throws(InvalidEntry) -> [Entry] {
        var entries: [Entry] = []
        for text in texts { entries.append(try entry(text)) }
        return entries
    }

    private static func entry(_ text: String) throws(InvalidEntry) -> Entry {
        if let range = AddressRange(text) { return .range(range) }
        let name = text.lowercased()
        let suffix = name == "*" ? "" : name.hasPrefix("*.") ? String(name.dropFirst()) : nil
        let labels = suffix.map { String($0.drop { $0 == "." }) } ?? name
        let isName = labels.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-._".utf8.contains(byte) || byte >= 0x80
        }
        guard isName, !labels.isEmpty || suffix == "" else { throw InvalidEntry(entry: text) }
        return suffix.map { .hostsUnder($0) } ?? .host(name)
    }
}

extension TargetPolicy.Entry {
    fileprivate func covers(_ host: String, _ address: NetworkAddress?) -> Bool {
        let host = host.lowercased()
        return switch self {
        case .range(let range): address.map { range.contains($0) } ?? false
        case .host(let name): host == name
        case .hostsUnder(let suffix): host.hasSuffix(suffix) && host.count > suffix.count
        }
    }

    fileprivate var text: String {
        switch self {
        case .range(let range): "\(range)"
        case .host(let name): name
        case .hostsUnder(let suffix): "*\(suffix)"
        }
    }
}
