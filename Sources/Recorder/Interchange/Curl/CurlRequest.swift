internal import Model

/// What one command asks for.
struct CurlRequest {
    private(set) var urls: [String] = []
    private var method: String?
    private var data: [String] = []
    private var parts: [(name: String, value: String?)] = []
    private var urlQuery: [String] = []
    private var contentType: String?
    private var putsDataIntoQuery = false
    private var asksForHead = false
    private var uploads = false
    /// Files that the command sends; they are not here.
    private(set) var files: [String] = []

    init(_ options: [CurlOptions.Option]) {
        for option in options { take(option.name, option.value) }
    }

    private mutating func take(_ name: String, _ value: String) {
        switch name {
        case "url": urls.append(value)
        case "request": method = value.uppercased()
        case "get": putsDataIntoQuery = true
        case "head": asksForHead = true
        case "header": takeField(value)
        case "data", "data-ascii", "data-binary": takeData(value, mayBeFile: true)
        case "data-raw": takeData(value, mayBeFile: false)
        case "data-urlencode": takeEncoded(value)
        case "json":
            contentType = contentType ?? "application/json"
            takeData(value, mayBeFile: true)
        case "form": takePart(value, mayBeFile: true)
        case "form-string": takePart(value, mayBeFile: false)
        case "url-query": urlQuery.append(value.hasPrefix("+") ? String(value.dropFirst()) : encoded(value))
        case "upload-file":
            uploads = true
            files.append(value)
        default: break
        }
    }

    private mutating func takeField(_ line: String) {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-type" else { return }
        contentType = String(line[line.index(after: colon)...].drop { $0.isWhitespace })
    }

    private mutating func takeData(_ value: String, mayBeFile: Bool) {
        if mayBeFile, value.hasPrefix("@") { files.append(String(value.dropFirst())) } else { data.append(value) }
    }

    private mutating func takeEncoded(_ value: String) {
        if let at = value.firstIndex(of: "@"), !value[..<at].contains("=") {
            files.append(String(value[value.index(after: at)...]))
        } else {
            data.append(encoded(value))
        }
    }

    /// `content`, `=content` or `name=content`; variables stay as they are.
    private func encoded(_ value: String) -> String {
        guard let mark = value.firstIndex(of: "=") else { return PercentEncoding.encoded(value, keeping: "{}") }
        let content = PercentEncoding.encoded(String(value[value.index(after: mark)...]), keeping: "{}")
        return mark == value.startIndex ? content : "\(value[..<mark])=\(content)"
    }

    /// `name=value`, `name=@file`, `name=<file`, with `;type=…` behind.
    private mutating func takePart(_ text: String, mayBeFile: Bool) {
        guard let mark = text.firstIndex(of: "=") else { return }
        let name = String(text[..<mark])
        var value = String(text[text.index(after: mark)...])
        if mayBeFile, value.hasPrefix("@") || value.hasPrefix("<") {
            files.append(String(value.dropFirst().prefix { $0 != ";" }))
            return parts.append((name, nil))
        }
        if mayBeFile, let end = value.firstRange(of: ";type=")?.lowerBound { value = String(value[..<end]) }
        parts.append((name, value))
    }

    // MARK: Matcher

    private var chosenMethod: String {
        if let method { return method }
        if asksForHead { return "HEAD" }
        if uploads { return "PUT" }
        let hasBody = !data.isEmpty || !parts.isEmpty || !files.isEmpty
        return hasBody && !putsDataIntoQuery ? "POST" : "GET"
    }

    /// A matcher of a request to one of the URLs.
    func matcher(of url: String) -> (matcher: HTTPMatcher, unknownHost: String?) {
        let variables = CollectionVariables()
        var text = url
        let query = (putsDataIntoQuery ? data : []) + urlQuery
        if !query.isEmpty { text += (text.contains("?") ? "&" : "?") + query.joined(separator: "&") }
        let place = CollectionURL(text, query: nil, variables: variables)
        var matcher = place.matcher
        matcher.method = chosenMethod
        if matcher.host != nil, !url.contains("://") { matcher.scheme = .http }
        if !putsDataIntoQuery { matcher.body = body(variables) }
        return (matcher, place.unknownHost)
    }

    private func body(_ variables: CollectionVariables) -> [Condition] {
        if !parts.isEmpty { return CollectionText.conditions(ofForm: parts, variables) }
        if !files.isEmpty { return [.check("$", .any)] }
        guard !data.isEmpty else { return [] }
        let isJSON = contentType.map { MediaTypeName($0).isJSON } ?? false
        let type = contentType ?? "application/x-www-form-urlencoded"
        let text = data.joined(separator: isJSON ? "" : "&")
        return CollectionText.conditions(text, contentType: type, variables) ?? [.check("$", .any)]
    }
}
