import Model

/// A webhook or message with all its values drawn: each attempt sends the same.
struct Sending {
    private let emission: Emission
    private let places: [String]
    private let fields: [(name: String, value: JSON)]
    private let bytes: [UInt8]

    init(_ emission: Emission, _ scene: inout Scene) {
        self.emission = emission
        var places: [String] = []
        for place in emission.places { places.append(place.leaf.value(&scene).textValue) }
        var fields: [(name: String, value: JSON)] = []
        for (name, leaf) in emission.fields { fields.append((name, leaf.value(&scene))) }
        (self.places, self.fields) = (places, fields)
        bytes = emission.content.bytes(emission.content.value(&scene))
    }

    /// What is seen of one attempt; its id comes later.
    func item(at time: Timestamp, answered status: Int) -> StagedTraffic.Item {
        switch emission.medium {
        case .webhook(let host, let port, _): .exchange(webhook(host, port, at: time, status))
        case .kafka:
            .message(
                message(
                    .kafka(
                        KafkaTarget(brokers: Emission.brokers.kafka, topic: places[0]),
                        offset: time.nanoseconds / 1_000_000,
                        key: Array(places[1].utf8)
                    ),
                    nil,
                    at: time
                )
            )
        case .rabbitMQ:
            .message(
                message(
                    .rabbitMQ(
                        RabbitMQTarget(
                            url: Emission.brokers.rabbitMQ,
                            amqpExchange: places[0],
                            routingKey: places[1]
                        )
                    ),
                    emission.content.mediaType,
                    at: time
                )
            )
        }
    }

    private func webhook(_ host: String, _ port: Int, at time: Timestamp, _ status: Int) -> Exchange {
        let origin = Origin(scheme: .http, authority: Authority(host: host, port: port))
        var head: FieldSection = [("User-Agent", "Staging-Hooks/1.0")]
        if let type = emission.content.mediaType { head.append("Content-Type", type) }
        for (name, value) in fields { head.append(name, value.textValue) }
        return Exchange(
            id: ExchangeID(rawValue: 0),
            kind: .webhook,
            listener: "webhooks",
            client: "127.0.0.1:50000",
            origin: origin,
            request: RequestHead(
                method: "POST",
                target: String(places[0].dropFirst(origin.description.count)),
                fields: head
            ),
            requestBody: CapturedBody(bytes: bytes),
            outcome: .response(Exchange.Response(head: ResponseHead(status: status, reason: ""))),
            startedAt: time,
            timings: Timings(total: .milliseconds(3))
        )
    }

    private func message(
        _ place: ObservedMessage.Place,
        _ contentType: String?,
        at time: Timestamp
    ) -> ObservedMessage {
        ObservedMessage(
            id: ExchangeID(rawValue: 0),
            listener: "broker",
            place: place,
            contentType: contentType,
            headers: JSONObject(fields.map { JSONObject.Member($0.name, $0.value) }),
            body: CapturedBody(bytes: bytes),
            seenAt: time
        )
    }
}
