internal import Model

/// The values of a message, each with where it stands.
struct MessageValues {
    /// A value and its place.
    struct Value {
        var text: String
        /// `response.body.json`, `request.query`, `request.cookie`, …
        var section: String
        /// `$.id`, or a name.
        var path: String
        /// Whether it is a number in JSON.
        var isNumber = false
    }

    private(set) var all: [Value] = []

    /// What a response gives its client.
    init(response: Exchange.Response) {
        for field in response.head.fields {
            let name = field.name.lowercased()
            if name == "set-cookie" {
                addCookie(field.value.prefix { $0 != ";" }, "response.cookie")
            } else if name == "location" || !NamesOfFields.ordinary.contains(name) {
                addField(field, "response.header")
            }
        }
        switch Content(body: response.body, fields: response.head.fields) {
        case .json(let json): add(json, "response.body.json")
        case .text(let text): add(Substring(text), "response.body.text", "")
        case .none, .binary: break
        }
    }

    /// What a request, or a webhook, carries.
    init(request exchange: Exchange) {
        let side = exchange.kind == .webhook ? "webhook" : "request"
        let target = RequestTarget(exchange.request.target)
        for (number, segment) in target.path.split(separator: "/").enumerated() {
            add(Substring(PercentEncoding.decoded(segment)), "\(side).url.path", "[\(number)]")
        }
        for pair in target.queryPairs { add(Substring(pair.value), "\(side).url.query", pair.name) }
        for field in exchange.request.fields {
            let name = field.name.lowercased()
            if name == "cookie" {
                for pair in field.value.split(separator: ";") { addCookie(pair, "\(side).cookie") }
            } else if name == "authorization" || !NamesOfFields.ordinary.contains(name) {
                addField(field, "\(side).header")
            }
        }
        addContent(of: exchange, side)
    }

    private mutating func addContent(of exchange: Exchange, _ side: String) {
        let fields = exchange.request.fields
        let content = Content(body: exchange.requestBody, fields: fields)
        if case .text(let text) = content,
            fields.first("Content-Type")?.lowercased().contains("form-urlencoded") == true
        {
            for pair in FormEncoding.pairs(of: text) { add(Substring(pair.value), "\(side).body.form", pair.name) }
        } else if case .json(let json) = content {
            add(json, "\(side).body.json")
        } else if case .text(let text) = content {
            add(Substring(text), "\(side).body.text", "")
        }
    }

    /// A field's value, and what stands behind its scheme, as in `Bearer TOKEN`.
    private mutating func addField(_ field: FieldSection.Field, _ section: String) {
        add(Substring(field.value), section, field.name)
        let words = field.value.split(separator: " ")
        if words.count == 2 { add(words[1], section, field.name) }
        guard let url = AbsoluteURL(field.value) else { return }
        for segment in RequestTarget(url.target).path.split(separator: "/") {
            add(Substring(PercentEncoding.decoded(segment)), section, field.name)
        }
    }

    private mutating func addCookie(_ pair: Substring, _ section: String) {
        guard let mark = pair.firstIndex(of: "=") else { return }
        let name = pair[..<mark].drop { $0 == " " }
        add(pair[pair.index(after: mark)...], section, String(name))
    }

    private mutating func add(_ json: JSON, _ section: String) {
        json.visit { path, value in
            guard let text = value.string ?? value.number?.text else { return }
            all.append(Value(text: text, section: section, path: "$" + path.spelling, isNumber: value.number != nil))
        }
    }

    private mutating func add(_ text: Substring, _ section: String, _ path: String) {
        all.append(Value(text: String(text), section: section, path: path))
    }
}
