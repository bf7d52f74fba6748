internal import Model

extension FakerKind {
    /// Names and numbers of the network. Domains are those reserved for examples (RFC 2606), so that nothing
    /// generated reaches anybody.
    static let internet: [String: FakerKind] = [
        "Email": .text { "\(username(&$0))@\(domain(&$0))" },
        "DomainName": .text { domain(&$0) },
        "URL": .text { "https://\(domain(&$0))/\($0.pick(nouns))" },
        "UserAgent": .text { chance in
            let version = Int.random(in: 100...140, using: &chance)
            return "Mozilla/5.0 (X11; Linux x86_64; rv:\(version).0) Gecko/20100101 Firefox/\(version).0"
        },
        "IPv4": .text { publicAddress(&$0) },
        "IPv4Address": .text { publicAddress(&$0) },
        "private_ip": .text { "10.\(octet(&$0)).\(octet(&$0)).\(Int.random(in: 1...254, using: &$0))" },
        "cidr": .text { "10.\(octet(&$0)).\(octet(&$0)).0/24" },
        "port": .value { .int(Int.random(in: 1_024...65_535, using: &$0.chance)) },
        "IPv6": .text { chance in
            let groups = (0..<6).map { _ in String(UInt16.random(in: 0...(.max), using: &chance), radix: 16) }
            return "2001:db8:" + groups.joined(separator: ":")
        },
        "MacAddress": .text { mac($0.bytes(6)) },
        "mac_oui": .text { String(mac($0.bytes(6)).prefix(8)) },
        "JWT": .value { context in
            let issued = context.instant().seconds
            let claims: JSON = [
                "sub": .string(uuid(version: 4, bytes: context.chance.bytes(16))),
                "iat": .int(issued),
                "exp": .int(issued + 3_600),
            ]
            let head: JSON = ["alg": "HS256", "typ": "JWT"]
            let parts = [head.serialized(), claims.serialized(), context.chance.bytes(32)]
            return .string(parts.map { base64URL($0) }.joined(separator: "."))
        },
    ]

    private static func domain(_ chance: inout Chance) -> String {
        "\(chance.pick(nouns)).example.\(chance.pick(["com", "net", "org"]))"
    }

    private static func octet(_ chance: inout Chance) -> Int { Int.random(in: 0...255, using: &chance) }

    /// Of the blocks for documentation (RFC 5737).
    private static func publicAddress(_ chance: inout Chance) -> String {
        "\(chance.pick(["192.0.2", "198.51.100", "203.0.113"])).\(Int.random(in: 1...254, using: &chance))"
    }

    /// Unicast and locally administered.
    private static func mac(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        bytes[0] = bytes[0] & 0xFC | 0x02
        return bytes.map { hex([$0]) }.joined(separator: ":")
    }

    /// Base64 with the URL-safe alphabet and without padding (RFC 4648 §5).
    private static func base64URL(_ bytes: [UInt8]) -> String {
        String(
            Base64.encoded(bytes)
                .compactMap { character -> Character? in
                    switch character {
                    case "+": "-"
                    case "/": "_"
                    case "=": nil
                    default: character
                    }
                }
        )
    }
}
