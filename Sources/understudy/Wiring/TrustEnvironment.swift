internal import Foundation

/// The environment variables that send a program's traffic through us and make it trust our root.
struct TrustEnvironment {
    /// The root alone, for programs that add it to what they trust.
    let rootPath: String
    /// The root together with the system's own, for programs that trust one file only.
    let bundlePath: String
    /// The root as a Java trust store.
    let trustStorePath: String

    /// The trust store holds no secret; Java wants a password all the same.
    static let trustStorePassword = "understudy"

    private static let systemBundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// Writes the files beside the root, anew each time since the system's roots change.
    init(rootPEM: String, rootPath: String, trustStore: [UInt8]) throws(UserError) {
        let folder = URL(filePath: rootPath).deletingLastPathComponent()
        self.rootPath = rootPath
        bundlePath = folder.appending(path: "bundle.pem").path
        trustStorePath = folder.appending(path: "truststore.p12").path
        let system = Self.systemBundles.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first ?? Data()
        do {
            try (system + Data("\n".utf8) + Data(rootPEM.utf8)).write(to: URL(filePath: bundlePath), options: .atomic)
            try Data(trustStore).write(to: URL(filePath: trustStorePath), options: .atomic)
        } catch {
            throw .failure(
                "cannot write \(bundlePath): \(systemWords(error)); choose another folder with --ca-dir"
            )
        }
    }

    /// What makes programs trust the root.
    var trust: [(name: String, value: String)] {
        [
            ("SSL_CERT_FILE", bundlePath), ("CURL_CA_BUNDLE", bundlePath), ("REQUESTS_CA_BUNDLE", bundlePath),
            ("NODE_EXTRA_CA_CERTS", rootPath), ("AWS_CA_BUNDLE", bundlePath), ("GIT_SSL_CAINFO", bundlePath),
        ]
    }

    /// What makes Java trust the root and use a proxy; the JVM reads it at its start.
    func javaOptions(proxy: (host: String, port: Int)?) -> String {
        var options = [
            "-Djavax.net.ssl.trustStore=\(trustStorePath)", "-Djavax.net.ssl.trustStoreType=PKCS12",
            "-Djavax.net.ssl.trustStorePassword=\(Self.trustStorePassword)",
        ]
        if let proxy {
            for scheme in ["http", "https"] {
                options += ["-D\(scheme).proxyHost=\(proxy.host)", "-D\(scheme).proxyPort=\(proxy.port)"]
            }
        }
        return options.joined(separator: " ")
    }

    /// All that a child process needs, over what it inherits.
    func childEnvironment(proxyURL: String?, host: String, port: Int, inherited: [String: String]) -> [String: String] {
        var result = inherited
        for (name, value) in trust { result[name] = value }
        guard let proxyURL else { return result }
        // Programs differ in which case they read; curl reads `http_proxy` in lower case only.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] { result[name] = proxyURL }
        let direct = inherited["NO_PROXY"] ?? inherited["no_proxy"] ?? "localhost,127.0.0.1,::1"
        result["NO_PROXY"] = direct
        result["no_proxy"] = direct
        result["NODE_USE_ENV_PROXY"] = "1"
        result["UNDERSTUDY_URL"] = proxyURL
        result["JAVA_TOOL_OPTIONS"] = [inherited["JAVA_TOOL_OPTIONS"], javaOptions(proxy: (host, port))]
            .compactMap { $0 }.joined(separator: " ")
        return result
    }
}
