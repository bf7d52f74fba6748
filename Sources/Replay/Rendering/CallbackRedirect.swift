internal import Model

/// `--redirect-callbacks FROM=TO`: what callback URLs start with, and what stands there instead.
struct CallbackRedirect: Sendable {
    private let from: AbsoluteURL?
    let prefix: String
    let to: String

    init(from: String, to: String) {
        self.from = AbsoluteURL(from)
        prefix = from
        self.to = to
    }

    /// The place to go to instead; nil when this one is not meant.
    fileprivate func applied(to target: CallbackJob.Target) -> CallbackJob.Target? {
        switch target {
        case .http(let method, let url): applied(to: url).map { .http(method: method, url: $0) }
        case .kafka(let kafka, let key): applied(to: kafka).map { .kafka($0, key: key) }
        case .rabbitMQ(let rabbit, let headers): applied(to: rabbit).map { .rabbitMQ($0, headers: headers) }
        }
    }

    /// The URL to go to instead; nil when this one is not meant. An origin is meant as a whole, a path up to a
    /// boundary: `http://a/b` is the start of `http://a/b/c` and `http://a/b?c`, not of `http://a/bc`.
    func applied(to url: String) -> String? {
        guard let from, let parsed = AbsoluteURL(url) else {
            return url.hasPrefix(prefix) ? to + url.dropFirst(prefix.count) : nil
        }
        guard parsed.origin == from.origin else { return nil }
        let path = from.target == "/" ? "" : from.target
        guard parsed.target.hasPrefix(path) else { return nil }
        let rest = parsed.target.dropFirst(path.count)
        guard rest.isEmpty || path.hasSuffix("/") || rest.first == "/" || rest.first == "?" else { return nil }
        return joined(to, rest, needsSlash: path.hasSuffix("/"))
    }

    private func joined(_ to: String, _ rest: Substring, needsSlash: Bool) -> String {
        if to.hasSuffix("/"), rest.first == "/" { return to + rest.dropFirst() }
        if needsSlash, !to.hasSuffix("/"), rest.first != "/" { return "\(to)/\(rest)" }
        return to + rest
    }
}

extension [CallbackRedirect] {
    /// Sends a job elsewhere, if one of them means its URL or broker; the first one counts.
    func redirect(_ job: inout CallbackJob) {
        guard !isEmpty else { return }
        let target = job.target
        if let other = lazy.compactMap({ $0.applied(to: target) }).first { job.target = other }
    }
}
