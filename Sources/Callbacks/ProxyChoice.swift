internal import Model

/// Which proxy a callback over HTTP goes through: the configured one for all, or what the environment says for each scheme
/// and host, as other programs read it.
struct ProxyChoice {
    private let fixed: String?
    private let byScheme: [String: String]
    private let exceptions: [String]

    init(_ configuration: DispatcherConfiguration) {
        let variable = { (name: String) -> String? in
            configuration.environment(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        fixed = configuration.proxy
        let all = variable("all_proxy") ?? variable("ALL_PROXY")
        // In upper case that of http may come from a request to a CGI program, so nobody reads it.
        let http = variable("http_proxy") ?? all
        let https = variable("https_proxy") ?? variable("HTTPS_PROXY") ?? all
        byScheme = ["http": http, "https": https].compactMapValues { $0 }
        let list = variable("no_proxy") ?? variable("NO_PROXY") ?? ""
        exceptions = list.lowercased().split { ", ".contains($0) }.map(String.init)
    }

    /// The proxy's URL; empty for none.
    func proxy(for origin: Origin) -> String {
        if let fixed { return fixed }
        guard !byScheme.isEmpty, let proxy = byScheme[origin.scheme.rawValue], !isDirect(origin.host) else { return "" }
        return proxy
    }

    private func isDirect(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        if let address = NetworkAddress(host) {
            return Self.loopback.contains { $0.contains(address) }
                || exceptions.contains { $0 == "*" || AddressRange($0)?.contains(address) == true }
        }
        return exceptions.contains { entry in
            let name = entry.drop { $0 == "*" || $0 == "." }
            return entry == "*" || host == name || (!name.isEmpty && host.hasSuffix(".\(name)"))
        }
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }
}
