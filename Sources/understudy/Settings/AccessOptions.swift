internal import ArgumentParser
internal import Console

/// Which web pages may drive an admin API that asks for no token.
struct WebOriginOptions: ParsableArguments {
    @Option(
        help: "A name besides loopback ones that the admin API answers to without accounts: dev.test. May be repeated."
    )
    var allowHost: [String] = []

    @Option(
        help:
            "A web page besides its own that may drive the admin API without accounts: http://app.test:3000. May be repeated."
    )
    var allowOrigin: [String] = []

    func validate() throws {
        for origin in allowOrigin where !origin.contains("://") || origin.hasSuffix("/") {
            throw ValidationError("--allow-origin \(origin) should be an origin such as http://app.test:3000")
        }
    }

    /// - Parameter isLoopback: whether only this machine reaches the API; names are not looked at otherwise.
    func guardian(isLoopback: Bool) -> WebOriginGuard {
        let names = Set(allowHost.map { $0.lowercased() })
        return WebOriginGuard(hosts: isLoopback ? .loopback(and: names) : .any, origins: Set(allowOrigin))
    }
}

/// Who may use the admin API of `serve`.
struct AccessOptions: ParsableArguments {
    /// How the server tells who calls.
    enum Auth: String, ExpressibleByArgument, CaseIterable { case local, required }

    @Option(
        help: """
            local: one user and no token, where only loopback addresses are listened on, and the default there; required: \
            users log in or send tokens.
            """
    )
    var auth: Auth?

    @OptionGroup var web: WebOriginOptions

    /// The environment variables that the first admin is made from.
    static let (loginVariable, passwordVariable) = ("UNDERSTUDY_ADMIN_LOGIN", "UNDERSTUDY_ADMIN_PASSWORD")

    /// When users must log in, in words.
    static let whyRequired = "--auth required, or an address that is not loopback"

    /// How the server tells who calls that listens there.
    func mode(listeningOn addresses: [ListenAddress]) throws(UserError) -> ConsoleAccess.Mode {
        let open = addresses.filter { !$0.isLoopback }
        switch auth ?? (open.isEmpty ? .local : .required) {
        case .required: return .accounts
        case .local:
            if let address = open.first {
                throw .usage(
                    """
                    --auth local would let everybody who reaches \(address) do everything; listen on 127.0.0.1, or leave \
                    --auth out and set \(Self.passwordVariable) for the first admin
                    """
                )
            }
            return .local(web.guardian(isLoopback: true))
        }
    }
}

extension ListenAddress {
    /// Whether only this machine reaches it.
    var isLoopback: Bool { LoopbackName.includes(host) }
}
