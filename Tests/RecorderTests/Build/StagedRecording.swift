import Model
import TestSupport

/// A recording written by a test: exchanges, webhooks and messages on one clock.
struct StagedRecording {
    var exchanges: [Exchange] = []
    var messages: [ObservedMessage] = []
    private var nextID: Int64 = 1
    static let start = Timestamp(seconds: 1_790_000_000)

    /// An instant so many milliseconds after the recording's start.
    static func at(_ milliseconds: Int) -> Timestamp { start + .milliseconds(milliseconds) }

    /// Adds an exchange with JSON bodies; gives its id.
    @discardableResult
    mutating func exchange(
        _ method: String,
        _ target: String,
        _ request: JSON? = nil,
        at milliseconds: Int,
        lasting duration: Int = 20,
        status: Int = 200,
        _ response: JSON? = nil,
        fields: FieldSection = [],
        requestFields: FieldSection = []
    ) -> ExchangeID {
        var head: FieldSection = request == nil ? [] : [("Content-Type", "application/json")]
        for field in requestFields { head.append(field.name, field.value) }
        var answer: FieldSection = response == nil ? [] : [("Content-Type", "application/json")]
        for field in fields { answer.append(field.name, field.value) }
        return add(
            .exchange,
            Origin(scheme: .https, authority: Authority(host: "shop.test")),
            RequestHead(method: method, target: target, fields: head),
            request,
            at: milliseconds,
            lasting: duration,
            Exchange.Response(
                head: ResponseHead(status: status, reason: "", fields: answer),
                body: CapturedBody(bytes: response?.serialized() ?? [])
            )
        )
    }

    /// Adds an observed webhook to the receiver; gives its id.
    @discardableResult
    mutating func webhook(
        _ body: JSON,
        at milliseconds: Int,
        target: String = "/hooks",
        answered status: Int = 200,
        fields: FieldSection = []
    ) -> ExchangeID {
        var head: FieldSection = [("Content-Type", "application/json"), ("User-Agent", "Shop/1.0")]
        for field in fields { head.append(field.name, field.value) }
        return add(
            .webhook,
            Origin(scheme: .http, authority: Authority(host: "127.0.0.1", port: 9_000)),
            RequestHead(method: "POST", target: target, fields: head),
            body,
            at: milliseconds,
            lasting: 5,
            Exchange.Response(head: ResponseHead(status: status, reason: ""))
        )
    }

    /// Adds a record of a Kafka topic; gives its id.
    @discardableResult
    mutating func kafka(
        _ topic: String,
        key: String? = nil,
        _ body: JSON,
        at milliseconds: Int,
        headers: JSONObject = [:],
        username: String? = nil
    ) -> ExchangeID {
        var target = KafkaTarget(brokers: "kafka.test:9092", topic: topic, username: username)
        target.partition = Int32(milliseconds % 3)
        let place = ObservedMessage.Place.kafka(target, offset: nextID, key: key.map { Array($0.utf8) })
        return add(place, nil, body, at: milliseconds, headers, ["timestamp": .int(milliseconds)])
    }

    /// Adds a message of an exchange of AMQP; gives its id.
    @discardableResult
    mutating func rabbit(
        _ amqpExchange: String,
        key: String,
        _ body: JSON,
        at milliseconds: Int,
        headers: JSONObject = [:],
        properties: JSONObject = [:],
        url: String = "amqp://rabbit.test"
    ) -> ExchangeID {
        let target = RabbitMQTarget(url: url, amqpExchange: amqpExchange, routingKey: key)
        return add(.rabbitMQ(target), "application/json", body, at: milliseconds, headers, properties)
    }

    private mutating func add(
        _ place: ObservedMessage.Place,
        _ contentType: String?,
        _ body: JSON,
        at milliseconds: Int,
        _ headers: JSONObject,
        _ properties: JSONObject
    ) -> ExchangeID {
        let message = ObservedMessage(
            id: ExchangeID(rawValue: nextID),
            listener: "broker",
            place: place,
            contentType: contentType,
            headers: headers,
            properties: properties,
            body: CapturedBody(bytes: body.serialized()),
            seenAt: Self.at(milliseconds)
        )
        nextID += 1
        messages.append(message)
        return message.id
    }

    /// Makes the content of the last exchange an upload of one file, in the part `document`.
    mutating func upload(named name: String, type: String, _ content: String) {
        let body = """
            --b\r\nContent-Disposition: form-data; name="document"; filename="\(name)"\r\nContent-Type: \(type)\r\n\r\n\(content)\r\n--b--\r\n
            """
        exchanges[exchanges.count - 1].request.fields = [("Content-Type", "multipart/form-data; boundary=b")]
        exchanges[exchanges.count - 1].requestBody = CapturedBody(bytes: Array(body.utf8))
    }

    /// Makes the content of the last exchange or webhook a form.
    mutating func writeAsForm(_ text: String) { writeAs("application/x-www-form-urlencoded", text) }

    /// Gives the last exchange or webhook another content.
    mutating func writeAs(_ type: String, _ text: String) {
        var last = exchanges.removeLast()
        last.requestBody = CapturedBody(bytes: Array(text.utf8))
        last.request.fields.remove("Content-Type")
        last.request.fields.append("Content-Type", type)
        exchanges.append(last)
    }

    /// Gives the last exchange another answer.
    mutating func answerAs(_ type: String, _ text: String) {
        var last = exchanges.removeLast()
        guard case .response(var response) = last.outcome else { return }
        response.head.fields.append("Content-Type", type)
        response.body = CapturedBody(bytes: Array(text.utf8))
        last.outcome = .response(response)
        exchanges.append(last)
    }

    private mutating func add(
        _ kind: Exchange.Kind,
        _ origin: Origin,
        _ request: RequestHead,
        _ body: JSON?,
        at milliseconds: Int,
        lasting duration: Int,
        _ response: Exchange.Response
    ) -> ExchangeID {
        let id = ExchangeID(rawValue: nextID)
        nextID += 1
        exchanges.append(
            Exchange(
                id: id,
                kind: kind,
                listener: "forward",
                client: "127.0.0.1:50000",
                origin: origin,
                request: request,
                requestBody: CapturedBody(bytes: body?.serialized() ?? []),
                outcome: .response(response),
                startedAt: Self.at(milliseconds),
                timings: Timings(total: .milliseconds(duration))
            )
        )
        return id
    }
}

extension StagedRecording {
    /// An instant as RFC 3339 with whole seconds.
    static func rfc3339(_ milliseconds: Int, digits: Int = 0) -> JSON {
        .string(CalendarDate(at(milliseconds)).rfc3339(fractionDigits: digits))
    }
}

extension RandomNumberGenerator {
    /// So many characters of an alphabet.
    mutating func text(
        _ count: Int,
        of alphabet: String = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )
        -> String
    {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int(next() % UInt64(characters.count))] })
    }

    /// A UUID of version 4.
    mutating func uuid() -> String {
        let hex = text(32, of: "0123456789abcdef")
        let parts = [hex.prefix(8), hex.dropFirst(8).prefix(4), "4" + hex.dropFirst(13).prefix(3)]
        return (parts.map { String($0) } + ["a" + String(hex.dropFirst(17).prefix(3)), String(hex.suffix(12))])
            .joined(separator: "-")
    }
}
