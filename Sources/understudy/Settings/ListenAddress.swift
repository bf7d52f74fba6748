internal import ArgumentParser

/// An address to listen on: `PORT`, `HOST:PORT` or `[V6]:PORT`. A bare port binds 127.0.0.1; port 0 lets the system choose.
struct ListenAddress: ExpressibleByArgument, Hashable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    init?(argument: String) {
        let (hostText, portText): (Substring, Substring)
        if let colon = argument.lastIndex(of: ":"), !argument.hasSuffix("]") {
            (hostText, portText) = (argument[..<colon], argument[argument.index(after: colon)...])
        } else {
            (hostText, portText) = ("127.0.0.1", argument[...])
        }
        guard let port = Int(portText), (0...65_535).contains(port), !hostText.isEmpty else { return nil }
        var host = String(hostText)
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        self.init(host: host, port: port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
