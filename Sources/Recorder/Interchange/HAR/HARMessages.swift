internal import Model
internal import Storage

/// Spells the two messages of an exchange as HAR has them.
enum HARMessages {
    static func request(_ stored: StoredExchange) -> JSON {
        let exchange = stored.exchange
        let target = RequestTarget(exchange.request.target)
        var object: JSONObject = [
            "method": .string(exchange.request.method), "url": .string(url(exchange)),
            "httpVersion": .string(exchange.request.version.rawValue),
            "cookies": .array(cookies(exchange.request.fields)), "headers": fields(exchange.request.fields),
            "queryString": .array(target.queryPairs.map { ["name": .string($0.name), "value": .string($0.value)] }),
        ]
        if exchange.requestBody.length > 0 { object["postData"] = postData(stored) }
        object["headersSize"] = -1
        object["bodySize"] = .int(exchange.requestBody.length)
        return .object(object)
    }

    /// A URL without a fragment, whatever form the target had.
    static func url(_ exchange: Exchange) -> String {
        let target = exchange.request.target
        return AbsoluteURL(target)?.description
            ?? "\(exchange.origin)\(target.hasPrefix("/") ? target : "/\(target == "*" ? "" : target)")"
    }

    /// Bytes that spell no text have no place in version 1.2; they stand beside it.
    private static func postData(_ stored: StoredExchange) -> JSON {
        var object: JSONObject = ["mimeType": .string(stored.exchange.request.fields.first("Content-Type") ?? "")]
        let bytes = stored.readableRequest
        if let text = String(validating: bytes, as: UTF8.self) {
            object["text"] = .string(text)
        } else {
            object["text"] = ""
            object["_base64"] = .string(Base64.encoded(bytes))
        }
        return .object(object)
    }

    /// The response; where none came, one of status 0, as browsers write it.
    static func response(_ stored: StoredExchange) -> JSON {
        guard let response = stored.exchange.response else {
            return [
                "status": 0, "statusText": "", "httpVersion": .string(stored.exchange.request.version.rawValue),
                "cookies": [], "headers": [], "content": ["size": 0, "mimeType": ""], "redirectURL": "",
                "headersSize": -1, "bodySize": -1,
            ]
        }
        return [
            "status": .int(response.head.status), "statusText": .string(response.head.reason),
            "httpVersion": .string(response.head.version.rawValue), "cookies": .array(setCookies(response.head.fields)),
            "headers": fields(response.head.fields), "content": content(response, stored.readableResponse),
            "redirectURL": .string(response.head.fields.first("Location") ?? ""), "headersSize": -1,
            "bodySize": .int(response.body.length),
        ]
    }

    private static func content(_ response: Exchange.Response, _ bytes: [UInt8]) -> JSON {
        var object: JSONObject = ["size": .int(bytes.count)]
        if bytes.count != response.body.bytes.count {
            object["compression"] = .int(bytes.count - response.body.bytes.count)
        }
        object["mimeType"] = .string(response.head.fields.first("Content-Type") ?? "")
        guard !bytes.isEmpty else { return .object(object) }
        if let text = String(validating: bytes, as: UTF8.self) {
            object["text"] = .string(text)
        } else {
            object["text"] = .string(Base64.encoded(bytes))
            object["encoding"] = "base64"
        }
        return .object(object)
    }

    static func fields(_ fields: FieldSection) -> JSON {
        .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    /// RFC 6265 §4.2.1.
    private static func cookies(_ fields: FieldSection) -> [JSON] {
        fields.all(named: "Cookie").flatMap { $0.split(separator: ";") }
            .compactMap { pair(String($0)).map { .object($0) } }
    }

    /// RFC 6265 §4.1.1: one cookie a line, then its attributes.
    private static func setCookies(_ fields: FieldSection) -> [JSON] {
        fields.all(named: "Set-Cookie")
            .compactMap { line in
                let parts = line.split(separator: ";")
                guard let first = parts.first, var cookie = pair(String(first)) else { return nil }
                for part in parts.dropFirst() {
                    let text = trimmed(String(part))
                    let name = text.prefix { $0 != "=" }.lowercased()
                    let value = JSON.string(String(text.dropFirst(name.count + 1)))
                    switch name {
                    case "path": cookie["path"] = value
                    case "domain": cookie["domain"] = value
                    case "expires":
                        cookie["expires"] = ClockFormat.read(value).map { .string(CalendarDate($0.instant).rfc3339()) }
                    case "httponly": cookie["httpOnly"] = true
                    case "secure": cookie["secure"] = true
                    default: break
                    }
                }
                return .object(cookie)
            }
    }

    private static func pair(_ text: String) -> JSONObject? {
        guard let mark = text.firstIndex(of: "=") else { return nil }
        return [
            "name": .string(trimmed(String(text[..<mark]))),
            "value": .string(trimmed(String(text[text.index(after: mark)...]))),
        ]
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
