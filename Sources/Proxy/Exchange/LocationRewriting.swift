public import Model

/// Turns what points at the upstream in a response into the address by which the client called us, so that the client stays
/// inside (Location, Content-Location, Refresh, cookie domains).
public struct LocationRewriting {
    private let upstream: Origin
    private let targetPrefix: String
    private let own: Origin

    /// - Parameters:
    ///   - upstream: who answered.
    ///   - targetPrefix: the path that stands for our root there.
    ///   - own: how the client called us.
    public init(upstream: Origin, targetPrefix: String = "", own: Origin) {
        (self.upstream, self.targetPrefix, self.own) = (upstream, targetPrefix, own)
    }

    /// The fields with the same lines in the same places, or nil when nothing points at the upstream.
    public func rewritten(_ fields: FieldSection) -> FieldSection? {
        var result: FieldSection?
        for index in 0..<fields.count {
            guard let value = replacement(fields, index) else {
                result?.appendLine(index, of: fields)
                continue
            }
            if result == nil { result = fields.filter { $0 < index } }
            result?.append(fields[index].name, value)
        }
        return result
    }

    private func replacement(_ fields: FieldSection, _ index: Int) -> String? {
        if fields.isNamed("location", at: index) || fields.isNamed("content-location", at: index) {
            return ownURL(fields[index].value)
        }
        if fields.isNamed("set-cookie", at: index) { return ownCookie(fields[index].value) }
        if fields.isNamed("refresh", at: index) { return ownRefresh(fields[index].value) }
        return nil
    }

    /// Our URL for one of the upstream's: absolute, without a scheme (`//host/path`), or a path below the prefix.
    private func ownURL(_ text: String) -> String? {
        if text.hasPrefix("//") {
            return ownURL("\(upstream.scheme.rawValue):\(text)")
        }
        guard let url = AbsoluteURL(text) else {
            return text.hasPrefix("/") && !targetPrefix.isEmpty ? withoutPrefix(text) : nil
        }
        guard url.origin == upstream else { return nil }
        let fragment = text.firstIndex(of: "#").map { text[$0...] } ?? ""
        return "\(own)\(withoutPrefix(url.target) ?? url.target)\(fragment)"
    }

    private func withoutPrefix(_ target: String) -> String? {
        guard !targetPrefix.isEmpty, target.hasPrefix(targetPrefix) else { return nil }
        let rest = target.dropFirst(targetPrefix.count)
        if rest.isEmpty { return "/" }
        if rest.first == "/" { return String(rest) }
        return rest.first == "?" ? "/\(rest)" : nil
    }

    private func ownRefresh(_ text: String) -> String? {
        guard let mark = text.range(ofLowercase: "url=") else { return nil }
        return ownURL(String(text[mark.upperBound...])).map { text[..<mark.upperBound] + $0 }
    }

    /// A cookie's Domain that takes in the upstream becomes ours; where ours is no domain name (an address, `localhost`), the
    /// attribute goes, since clients refuse it there: the cookie is then for our host alone, which is what was meant.
    private func ownCookie(_ text: String) -> String? {
        var parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard
            let index = parts.indices.dropFirst().first(where: { domain(parts[$0]).map(isUpstreamDomain) ?? false })
        else { return nil }
        if ownDomain.isEmpty { parts.remove(at: index) } else { parts[index] = " Domain=\(ownDomain)" }
        return parts.joined(separator: ";")
    }

    private var ownDomain: String {
        let isName =
            own.host.contains(".") && !own.host.contains(":") && !own.host.allSatisfy { $0.isNumber || $0 == "." }
        return isName ? own.host : ""
    }

    private func domain(_ attribute: Substring) -> String? {
        let trimmed = attribute.drop { $0 == " " }.lowercased()
        guard trimmed.hasPrefix("domain=") else { return nil }
        return String(trimmed.dropFirst(7).drop { $0 == "." }.prefix { $0 != " " })
    }

    private func isUpstreamDomain(_ domain: String) -> Bool {
        domain == upstream.host || (!domain.isEmpty && upstream.host.hasSuffix("." + domain))
    }
}

extension String {
    /// Where a lower-case ASCII text stands, in whatever case.
    fileprivate func range(ofLowercase wanted: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            let end = index(start, offsetBy: wanted.count, limitedBy: endIndex) ?? endIndex
            if self[start..<end].lowercased() == wanted { return start..<end }
            start = index(after: start)
        }
        return nil
    }
}
