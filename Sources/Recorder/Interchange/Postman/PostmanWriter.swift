internal import Model

/// Writes a recording as a Postman collection, version 2.1
/// (<https://schema.postman.com/json/collection/v2.1.0/docs/index.html>): a folder for each host, a request for each operation, and
/// a saved response for each exchange that is not like one before.
struct PostmanWriter {
    private var notes = ExportNotes()

    /// - Parameters:
    ///   - exchanges: those of the recording, in order.
    ///   - built: what was built of them: its mocks say which requests are one operation.
    static func file(_ exchanges: [Exchange], built: BuildResult, title: String) -> ExportedFile {
        var writer = PostmanWriter()
        let folders = writer.folders(exchanges, built)
        let content: JSON = [
            "info": [
                "name": .string(title), "description": "Recorded by Understudy.",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            ],
            "item": .array(folders),
        ]
        return ExportedFile(content: content, notes: writer.notes.all)
    }

    private struct Key: Hashable { var method: String, origin: String, route: String }

    private mutating func folders(_ exchanges: [Exchange], _ built: BuildResult) -> [JSON] {
        var routes: [Int64: String] = [:]
        for mock in built.mocks {
            for id in mock.recorded?["exchanges"]?.array ?? [] { routes[Int64(id.int ?? 0)] = mock.http.route }
        }
        var order: [Key] = []
        var byKey: [Key: [Exchange]] = [:]
        var webhooks = 0
        for exchange in exchanges {
            if exchange.kind == .webhook { webhooks += 1 }
            guard exchange.kind == .exchange else { continue }
            guard let route = routes[exchange.id.rawValue] else {
                notes.add("exchange \(exchange.id)", "no response came, so that there is none to save; it is left out")
                continue
            }
            let key = Key(method: exchange.request.method, origin: exchange.origin.description, route: route)
            if byKey[key] == nil { order.append(key) }
            byKey[key, default: []].append(exchange)
        }
        if webhooks > 0 {
            notes.add(
                "webhooks",
                "a collection holds what is sent to a system, not what it sends: \(Count.words(webhooks, "webhook")) left out"
            )
        }
        let origins = order.map(\.origin).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return origins.map { origin in
            let items = order.filter { $0.origin == origin }.map { item($0, byKey[$0] ?? []) }
            return ["name": .string(origin), "item": .array(items)]
        }
    }

    private mutating func item(_ key: Key, _ exchanges: [Exchange]) -> JSON {
        var responses: [JSON] = []
        var seen: Set<JSON> = []
        for exchange in exchanges {
            guard case .response(let response) = exchange.outcome else { continue }
            let request = self.request(exchange)
            let saved = self.response(exchange, response)
            guard seen.insert([request, .object(saved)]).inserted else { continue }
            var object: JSONObject = [
                "name": .string("\(response.head.status) of exchange \(exchange.id)"), "originalRequest": request,
            ]
            object.members += saved.members
            responses.append(.object(object))
        }
        return [
            "name": .string("\(key.method) \(key.route)"), "request": exchanges.first.map { request($0) } ?? [:],
            "response": .array(responses),
        ]
    }

    // MARK: Request

    private mutating func request(_ exchange: Exchange) -> JSON {
        let fields = exchange.request.fields.filter { !NamesOfFields.hop.contains($0.name.lowercased()) }
        var object: JSONObject = [
            "method": .string(exchange.request.method), "header": Self.header(fields.map { ($0.name, $0.value) }),
        ]
        object["body"] = body(exchange)
        object["url"] = Self.url(exchange)
        noteBraces(exchange)
        return .object(object)
    }

    private static func header(_ fields: [(name: String, value: String)]) -> JSON {
        .array(fields.map { ["key": .string($0.name), "value": .string($0.value)] })
    }

    private static func url(_ exchange: Exchange) -> JSON {
        let target = RequestTarget(RequestTargetText.origin(exchange.request.target))
        var object: JSONObject = [
            "raw": .string(HARMessages.url(exchange)), "protocol": .string(exchange.origin.scheme.rawValue),
            "host": .array(exchange.origin.host.split(separator: ".").map { .string(String($0)) }),
        ]
        object["port"] = exchange.origin.authority.port.map { .string(String($0)) }
        object["path"] = .array(
            target.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { .string(String($0)) }
        )
        if let query = target.query, !query.isEmpty {
            // As written: Postman sends a pair as it stands.
            object["query"] = .array(
                query.split(separator: "&")
                    .map { pair in
                        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                        return [
                            "key": .string(String(parts[0])),
                            "value": parts.count > 1 ? .string(String(parts[1])) : nil,
                        ]
                    }
            )
        }
        return .object(object)
    }

    private mutating func body(_ exchange: Exchange) -> JSON? {
        let bytes = Content.decoded(exchange.requestBody, exchange.request.fields)
        guard !bytes.isEmpty else { return nil }
        let type = MediaTypeName(exchange.request.fields.first("Content-Type") ?? "")
        guard let text = String(validating: bytes, as: UTF8.self) else {
            notes.add(
                "exchange \(exchange.id) request",
                "a body of bytes has no place in a collection; the request goes without it"
            )
            return nil
        }
        let content = Content(body: exchange.requestBody, fields: exchange.request.fields)
        if type.text == ContentShapes.form, !content.isStructured {
            let pairs = FormEncoding.pairs(of: text)
            return [
                "mode": "urlencoded",
                "urlencoded": .array(
                    pairs.map { ["key": .string($0.name), "value": .string($0.value), "type": "text"] }
                ),
            ]
        }
        var object: JSONObject = ["mode": "raw", "raw": .string(text)]
        if type.isJSON || content.isStructured { object["options"] = ["raw": ["language": "json"]] }
        return .object(object)
    }

    /// Postman reads double braces as variables, and has no way to write them as such.
    private mutating func noteBraces(_ exchange: Exchange) {
        let bytes = exchange.requestBody.bytes
        if exchange.request.target.contains("{{")
            || bytes.withUnsafeBufferPointer({ $0.firstRange(of: "{{", from: 0) != nil })
        {
            notes.add("exchange \(exchange.id) request", "\"{{\" in it is read as the beginning of a variable")
        }
    }

    // MARK: Response

    private mutating func response(_ exchange: Exchange, _ response: Exchange.Response) -> JSONObject {
        let fields = response.head.fields.filter { !NamesOfFields.hop.contains($0.name.lowercased()) }
        let phrase = response.head.reason.isEmpty ? reasonPhrase(for: response.head.status) : response.head.reason
        var object: JSONObject = [
            "status": .string(phrase), "code": .int(response.head.status),
            "header": Self.header(fields.map { ($0.name, $0.value) }),
        ]
        let bytes = Content.decoded(response.body, response.head.fields)
        if let text = String(validating: bytes, as: UTF8.self) {
            object["body"] = .string(text)
            if text.contains("{{") {
                notes.add("exchange \(exchange.id) response", "\"{{\" in it is read as the beginning of a variable")
            }
        } else {
            notes.add(
                "exchange \(exchange.id) response",
                "a body of bytes has no place in a collection; the response is saved without it"
            )
        }
        return object
    }
}
