internal import Model

/// An `amqp` or `amqps` URL (<https://www.rabbitmq.com/docs/uri-spec>), its percent escapes undone. What follows a `?` is
/// left alone.
package struct AMQPURL: Hashable, Sendable, CustomStringConvertible {
    let usesTLS: Bool
    /// Without brackets.
    package let host: String
    let port: Int
    let username: String
    let password: String
    /// `/` where the URL has none, or an empty one, as most clients take it.
    let vhost: String

    /// What messages show: neither user nor password.
    package var description: String { "\(host.utf8.contains(0x3A) ? "[\(host)]" : host):\(port)" }

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
    package init(_ text: String) throws(BrokerError) { try self.init(text, for: .publishing) }

    /// The same; what is thrown says what the URL is for.
    init(_ text: String, for purpose: BrokerPurpose) throws(BrokerError) {
        do throws(Flaw) { try self.init(parsing: text) } catch {
            throw BrokerError("\(purpose.rabbitMQ) cannot be used: \(error.reason)", mayRetry: false)
        }
    }

    private init(parsing text: String) throws(Flaw) {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: 0x3A), bytes[colon...].starts(with: "://".utf8) else {
            throw Self.error("it does not begin with amqp:// or amqps://")
        }
        switch text[..<colon].lowercased() {
        case "amqp": usesTLS = false
        case "amqps": usesTLS = true
        default: throw Self.error("it does not begin with amqp:// or amqps://")
        }
        let rest = bytes[colon...].dropFirst(3).prefix { $0 != 0x3F && $0 != 0x23 }
        let authority = rest.prefix { $0 != 0x2F }
        let path = rest.dropFirst(authority.count + 1)
        vhost = path.isEmpty ? "/" : try Self.decoded(path, "vhost")
        guard let at = authority.lastIndex(of: 0x40) else {
            (username, password) = ("guest", "guest")
            (host, port) = try Self.place(authority, defaultPort: usesTLS ? 5671 : 5672)
            return
        }
        let user = authority[..<at].prefix { $0 != 0x3A }
        username = try Self.decoded(user, "user")
        password = try Self.decoded(authority[..<at].dropFirst(user.count + 1), "password")
        (host, port) = try Self.place(authority[at...].dropFirst(), defaultPort: usesTLS ? 5671 : 5672)
    }

    private static func place(
        _ text: Substring.UTF8View,
        defaultPort: Int
    ) throws(Flaw) -> (host: String, port: Int) {
        let isBracketed = text.first == 0x5B
        let close = isBracketed ? text.firstIndex(of: 0x5D) : nil
        let hostEnd = isBracketed ? close.map { text.index(after: $0) } : text.firstIndex(of: 0x3A)
        let host = text[..<(hostEnd ?? text.endIndex)]
        let port = text[(hostEnd ?? text.endIndex)...]
        guard port.first ?? 0x3A == 0x3A else { throw error("after the host something else than a port stands") }
        let digits = String(decoding: port.dropFirst(), as: UTF8.self)
        guard let number = port.isEmpty ? defaultPort : Int(digits), (1...65535).contains(number) else {
            throw error("its port is not a number from 1 to 65535")
        }
        let name =
            close == nil
            ? try decoded(host, "host") : String(decoding: host.dropFirst().dropLast(), as: UTF8.self)
        return (name.isEmpty ? "localhost" : name, number)
    }

    private static func decoded(_ text: Substring.UTF8View, _ part: String) throws(Flaw) -> String {
        var bytes: [UInt8] = []
        var rest = text
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
