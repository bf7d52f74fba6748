/// What curl's options take (curl(1), 8.x).
enum CurlOptions {
    /// Short options with a value, by the long name.
    private static let short: [Character: String] = [
        "A": "user-agent", "b": "cookie", "c": "cookie-jar", "C": "continue-at", "d": "data", "D": "dump-header",
        "e": "referer",
        "E": "cert", "F": "form", "H": "header", "K": "config", "m": "max-time", "o": "output", "P": "ftp-port",
        "Q": "quote",
        "r": "range", "t": "telnet-option", "T": "upload-file", "u": "user", "U": "proxy-user", "w": "write-out",
        "x": "proxy",
        "X": "request", "y": "speed-time", "Y": "speed-limit", "z": "time-cond",
    ]

    private static let flags: [Character: String] = ["G": "get", "I": "head", ":": "next"]

    /// Long options with a value.
    private static let long: Set<String> = Set(short.values)
        .union([
            "abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert-type", "ciphers",
            "connect-timeout",
            "connect-to", "create-file-mode", "crlfile", "curves", "data-ascii", "data-binary", "data-raw",
            "data-urlencode",
            "delegation", "dns-interface", "dns-ipv4-addr", "dns-ipv6-addr", "dns-servers", "doh-url", "ech",
            "egd-file", "engine",
            "etag-compare", "etag-save", "expect100-timeout", "form-string", "ftp-account", "ftp-alternative-to-user",
            "ftp-method",
            "ftp-ssl-ccc-mode", "happy-eyeballs-timeout-ms", "haproxy-clientip", "hostpubmd5", "hostpubsha256", "hsts",
            "interface",
            "ip-tos", "ipfs-gateway", "json", "keepalive-cnt", "keepalive-time", "key", "key-type", "krb", "libcurl",
            "limit-rate",
            "local-port", "login-options", "mail-auth", "mail-from", "mail-rcpt", "max-filesize", "max-redirs",
            "netrc-file",
            "noproxy", "oauth2-bearer", "output-dir", "parallel-max", "pass", "pinnedpubkey", "preproxy", "proto",
            "proto-default",
            "proto-redir", "proxy-cacert", "proxy-capath", "proxy-cert", "proxy-cert-type", "proxy-ciphers",
            "proxy-crlfile",
            "proxy-header", "proxy-key", "proxy-key-type", "proxy-pass", "proxy-pinnedpubkey", "proxy-service-name",
            "proxy-tls13-ciphers", "proxy-tlsauthtype", "proxy-tlspassword", "proxy-tlsuser", "proxy1.0", "pubkey",
            "random-file",
            "rate", "request-target", "resolve", "retry", "retry-delay", "retry-max-time", "sasl-authzid",
            "service-name", "socks4",
            "socks4a", "socks5", "socks5-gssapi-service", "socks5-hostname", "stderr", "tftp-blksize", "tls-max",
            "tls13-ciphers",
            "tlsauthtype", "tlspassword", "tlsuser", "trace", "trace-ascii", "trace-config", "unix-socket", "url",
            "url-query",
            "variable", "vlan-priority",
        ])

    /// An option with its value, or a word that is none: then the name is `url`.
    struct Option {
        var name: String
        var value: String
    }

    /// The words after `curl` as options.
    static func options(in words: [String]) -> [Option] {
        var options: [Option] = []
        var words = words[...]
        while let word = words.popFirst() {
            if word.hasPrefix("--"), word.count > 2 {
                let name = String(word.dropFirst(2))
                options.append(Option(name: name, value: long.contains(name) ? words.popFirst() ?? "" : ""))
            } else if word.hasPrefix("-"), word.count > 1 {
                options += cluster(word.dropFirst(), &words)
            } else {
                options.append(Option(name: "url", value: word))
            }
        }
        return options
    }

    /// `-sSLd x`, `-XPOST`: a letter with a value takes the rest of the word, or the next.
    private static func cluster(_ letters: Substring, _ words: inout ArraySlice<String>) -> [Option] {
        var options: [Option] = []
        var letters = letters
        while let letter = letters.popFirst() {
            guard let name = short[letter] else {
                options.append(Option(name: flags[letter] ?? "", value: ""))
                continue
            }
            options.append(Option(name: name, value: letters.isEmpty ? words.popFirst() ?? "" : String(letters)))
            break
        }
        return options
    }
}
