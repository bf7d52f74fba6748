internal import Model

extension CallbackJob {
    /// The job with the password of its broker, where an environment variable holds that.
    ///
    /// - Throws: the variable is not set.
    func loggedIn(_ environment: (_ name: String) -> String?) throws(UnsendableCallback) -> CallbackJob {
        var job = self
        switch target {
        case .http: break
        case .kafka(var kafka, let key):
            guard let variable = kafka.passwordEnvironment else { return self }
            kafka.password = try Self.password(variable, "kafkaPasswordEnv", environment)
            job.target = .kafka(kafka, key: key)
        case .rabbitMQ(var rabbit, let headers):
            guard let variable = rabbit.passwordEnvironment else { return self }
            let password = try Self.password(variable, "rabbitPasswordEnv", environment)
            rabbit.url = Self.url(rabbit.url, withPassword: password)
            job.target = .rabbitMQ(rabbit, headers: headers)
        }
        return job
    }

    private static func password(
        _ variable: String,
        _ setting: String,
        _ environment: (_ name: String) -> String?
    ) throws(UnsendableCallback) -> String {
        guard let password = environment(variable), !password.isEmpty else {
            throw UnsendableCallback(
                reason:
                    "the environment variable \(variable), which \(setting) names, is not set; the broker's password should be in it"
            )
        }
        return password
    }

    /// The URL with a password for its user; without a user, for RabbitMQ's usual one.
    private static func url(_ url: String, withPassword password: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let end = url[start...].firstIndex(of: "/") ?? url.endIndex
        let at = url[start..<end].lastIndex(of: "@")
        let user = at.map { url[start..<$0].prefix { $0 != ":" } } ?? "guest"
        let host = at.map { url[url.index(after: $0)...] } ?? url[start...]
        return "\(url[..<start])\(user):\(PercentEncoding.encoded(password))@\(host)"
    }
}
