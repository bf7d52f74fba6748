internal import Foundation
internal import Model

/// An `amqp` or `amqps` URL (<https://www.rabbitmq.com/docs/uri-spec>), its percent escapes undone. What follows a `?` is
/// left alone.
struct AMQPURL: Hashable, Sendable, CustomStringConvertible {
    let usesTLS: Bool
    let host: String
    let port: Int
    let username: String
    let password: String
    /// `/` where the URL has none, or an empty one, as most clients take it.
    let vhost: String

    /// What messages show: neither user nor password.
    var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// The URL without its password, and without the user where both are what they are by default.
    var withoutPassword: String {
        let isDefault = username == "guest" && password == "guest"
        let user = isDefault ? "" : "\(PercentEncoding.encoded(username))@"
        let port = port == (usesTLS ? 5671 : 5672) ? "" : ":\(port)"
        let host = host.contains(":") ? "[\(host)]" : host
        let path = vhost == "/" ? "" : "/\(PercentEncoding.encoded(vhost))"
        return "\(usesTLS ? "amqps" : "amqp")://\(user)\(host)\(port)\(path)"
    }

    /// - Throws: what is wrong with the text, without the text, which may hold a password.
    init(_ text: String, for purpose: BrokerPurpose = .publishing) throws(BrokerError) {
        do throws(Flaw) { try self.init(parsing: text) } catch {
            throw BrokerError("\(purpose.rabbitMQ) cannot be used: \(error.reason)", mayRetry: false)
        }
    }

    private init(parsing text: String) throws(Flaw) {
        guard let start = text.range(of: "://") else { throw Self.error("it does not begin with amqp:// or amqps://") }
        switch text[..<start.lowerBound].lowercased() {
        case "amqp": usesTLS = false
        case "amqps": usesTLS = true
        default: throw Self.error("it does not begin with amqp:// or amqps://")
        }
        let rest = text[start.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count + 1)
        vhost = path.isEmpty ? "/" : try Self.decoded(path, "vhost")
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) }
        username = try user?.first.map { text throws(Flaw) in try Self.decoded(text, "user") } ?? "guest"
        password =
            try user.map { parts throws(Flaw) in
                parts.count > 1 ? try Self.decoded(parts[1], "password") : ""
            } ?? "guest"
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        (host, port) = try Self.place(place, defaultPort: usesTLS ? 5671 : 5672)
    }

    private static func place(_ text: Substring, defaultPort: Int) throws(Flaw) -> (host: String, port: Int) {
        let hostEnd = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        let host = text[..<(hostEnd ?? text.endIndex)]
        let port = text[(hostEnd ?? text.endIndex)...]
        guard port.isEmpty || port.first == ":" else { throw error("after the host something else than a port stands") }
        guard let number = port.isEmpty ? defaultPort : Int(port.dropFirst()), (1...65535).contains(number) else {
            throw error("its port is not a number from 1 to 65535")
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? String(host.dropFirst().dropLast()) : try decoded(host, "host")
        return (name.isEmpty ? "localhost" : name, number)
    }

    private static func decoded(_ text: Substring, _ part: String) throws(Flaw) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count == 2 else {
                throw error(
                    "in its \(part) a \"%\" is not followed by two hexadecimal digits; write %25 for the sign itself"
                )
            }
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw error("its \(part) is not text")
        }
        return decoded
    }

    /// What is wrong with a text.
    private struct Flaw: Error { let reason: String }

    private static func error(_ reason: String) -> Flaw { Flaw(reason: reason) }
}
