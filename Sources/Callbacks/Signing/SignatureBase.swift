internal import Model

/// The bytes that a message signature is made over (RFC 9421 §2.5): a line for each component, then the parameters.
struct SignatureBase {
    private let request: SignedRequest
    private let url: AbsoluteURL
    private let target: RequestTarget

    init(_ request: SignedRequest) throws(UnsendableCallback) {
        guard let url = AbsoluteURL(request.url) else {
            throw UnsendableCallback(reason: "\"\(request.url)\" is not an absolute http or https URL")
        }
        (self.request, self.url, target) = (request, url, RequestTarget(url.target))
    }

    /// - Throws: which component the request does not have.
    func bytes(_ components: [SignatureComponent], parameters: String) throws(UnsendableCallback) -> [UInt8] {
        var bytes: [UInt8] = []
        for component in components {
            bytes += Array("\(component.identifier): ".utf8) + (try value(of: component)) + [0x0A]
        }
        return bytes + Array("\"@signature-params\": \(parameters)".utf8)
    }

    private func value(of component: SignatureComponent) throws(UnsendableCallback) -> [UInt8] {
        switch component {
        case .derived(let derived): Array(text(of: derived).utf8)
        case .queryParameter(let name): Array(try queryParameter(name).utf8)
        case .field("host"): Array(host.utf8)
        case .field("content-length"): Array(try contentLength().utf8)
        case .field(let name): try field(name)
        }
    }

    /// RFC 9421 §2.2.1 to §2.2.7.
    private func text(of derived: SignatureComponent.Derived) -> String {
        switch derived {
        case .method: request.method
        case .targetURI: "\(url.origin.scheme.rawValue)://\(url.origin.authority)\(url.target)"
        case .authority: authority
        case .scheme: url.origin.scheme.rawValue
        case .requestTarget: url.target
        case .path: target.path
        case .query: "?\(target.query ?? "")"
        }
    }

    /// Whom the request names: its `Host`, which may be the callback's own (§2.2.3).
    private var authority: String {
        let named = Authority(host)?.normalized(for: url.origin.scheme).description ?? host
        return named.lowercased()
    }

    /// As it is sent: without the scheme's own port, where libcurl writes it.
    private var host: String {
        request.fields.first("Host") ?? url.origin.authority.normalized(for: url.origin.scheme).description
    }

    /// As libcurl writes it.
    private func contentLength() throws(UnsendableCallback) -> String {
        guard OutgoingRequest.hasContentLength(request.method, request.body) else { throw missing("content-length") }
        return String(request.body.count)
    }

    /// The values of all lines of this name (§2.1).
    private func field(_ name: String) throws(UnsendableCallback) -> [UInt8] {
        let values = request.fields.filter { request.fields[$0].name.lowercased() == name }
            .map { trimmed($0.valueBytes) }
        guard !values.isEmpty else { throw missing(name) }
        return Array(values.joined(separator: Array(", ".utf8)))
    }

    private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        return bytes.drop(while: isSpace)
            .prefix(upTo: bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bytes.endIndex)
    }

    private func missing(_ name: String) -> UnsendableCallback {
        UnsendableCallback(
            reason: """
                its signature covers the field \(name), which it does not have; add it to "headers", or take it out of \
                "components"
                """
        )
    }

    /// §2.2.8: the one parameter of this name.
    private func queryParameter(_ name: String) throws(UnsendableCallback) -> String {
        let found = target.queryPairs.filter { SignatureComponent.encoded($0.name) == name }
        guard let pair = found.first, found.count == 1 else {
            throw UnsendableCallback(
                reason: """
                    its signature covers the query parameter \(name), which its URL \
                    \(found.isEmpty ? "does not have" : "has \(found.count) times, and a signature can cover one"); take it \
                    out of "components"
                    """
            )
        }
        return SignatureComponent.encoded(pair.value)
    }
}
