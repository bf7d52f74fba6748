internal import ArgumentParser
internal import Foundation
internal import Model

/// `ADDR=URL`: what arrives at the address goes to the URL.
struct ListenerMapping: ExpressibleByArgument, Hashable {
    let address: ListenAddress
    let url: AbsoluteURL

    init?(argument: String) {
        guard let mark = argument.firstIndex(of: "="),
            let address = ListenAddress(argument: String(argument[..<mark])),
            let url = AbsoluteURL(argument[argument.index(after: mark)...])
        else { return nil }
        (self.address, self.url) = (address, url)
    }
}

/// `FROM=TO`: callbacks to URLs that start with FROM go to TO instead.
struct CallbackRedirect: ExpressibleByArgument, Hashable {
    let from: String
    let to: String

    init?(argument: String) {
        guard let mark = argument.range(of: "=http")?.lowerBound ?? argument.firstIndex(of: "=") else { return nil }
        from = String(argument[..<mark])
        to = String(argument[argument.index(after: mark)...])
        guard !from.isEmpty, AbsoluteURL(to) != nil else { return nil }
    }
}
