internal import Model

/// Which of the four forms a request target has (RFC 9112 §3.2), and whom it names.
enum RequestTargetForm: Hashable {
    /// `/path`, or `*` with OPTIONS.
    case origin
    /// `http://host/path`.
    case absolute(Origin)
    /// `host:port` with CONNECT.
    case authority(Authority)

    /// Reads a head's target; nil when it has no form that fits its method.
    init?(_ head: RequestHead) {
        if head.method == "CONNECT" {
            guard let authority = Authority(head.target), authority.port != nil else { return nil }
            self = .authority(authority)
        } else if head.target.utf8.first == 0x2F || (head.target == "*" && head.method == "OPTIONS") {
            self = .origin
        } else if let url = AbsoluteURL(head.target) {
            self = .absolute(url.origin)
        } else {
            return nil
        }
    }

    /// A target in origin-form, byte for byte what followed the authority (RFC 9112 §3.2.1, §3.2.4).
    static func originForm(of target: String, _ method: String) -> Substring {
        guard target.utf8.first != 0x2F, let mark = target.range(ofScheme: "://") else { return Substring(target) }
        let rest = target[mark...]
        guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" }) else {
            return method == "OPTIONS" ? "*" : "/"
        }
        return rest[start] == "/" ? rest[start...] : "/" + rest[start...]
    }
}

extension String {
    /// Just after the first `://`; nil without one.
    fileprivate func range(ofScheme mark: String) -> String.Index? {
        guard let colon = firstIndex(of: ":") else { return nil }
        return self[colon...].hasPrefix(mark) ? index(colon, offsetBy: 3) : nil
    }
}
