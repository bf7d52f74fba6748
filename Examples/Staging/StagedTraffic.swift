import Model

/// What a recorder would have seen of a staging system.
struct StagedTraffic {
    /// Exchanges and webhooks.
    var exchanges: [Exchange] = []
    var messages: [ObservedMessage] = []

    /// One of them.
    enum Item {
        case exchange(Exchange)
        case message(ObservedMessage)

        var at: Timestamp {
            switch self {
            case .exchange(let exchange): exchange.startedAt
            case .message(let message): message.seenAt
            }
        }

        var id: ExchangeID {
            get {
                switch self {
                case .exchange(let exchange): exchange.id
                case .message(let message): message.id
                }
            }
            set {
                switch self {
                case .exchange(var exchange):
                    exchange.id = newValue
                    self = .exchange(exchange)
                case .message(var message):
                    message.id = newValue
                    self = .message(message)
                }
            }
        }
    }

    var webhookCount: Int { exchanges.count { $0.kind == .webhook } }

    /// `200 exchanges, 31 webhooks, 12 messages`.
    var words: String {
        "\(exchanges.count - webhookCount) exchanges, \(webhookCount) webhooks, \(messages.count) messages"
    }

    /// All in order of time.
    private var items: [Item] {
        (exchanges.map(Item.exchange) + messages.map(Item.message)).sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    mutating func append(_ item: Item) {
        switch item {
        case .exchange(let exchange): exchanges.append(exchange)
        case .message(let message): messages.append(message)
        }
    }

    mutating func add(_ other: StagedTraffic) {
        exchanges += other.exchanges
        messages += other.messages
    }

    /// The same with ids from one on, in order of time, and what each id has become.
    func renumbered() -> (traffic: StagedTraffic, ids: [ExchangeID: ExchangeID]) {
        var (result, ids): (StagedTraffic, [ExchangeID: ExchangeID]) = (StagedTraffic(), [:])
        for (index, item) in items.enumerated() {
            var item = item
            ids[item.id] = ExchangeID(rawValue: Int64(index + 1))
            item.id = ExchangeID(rawValue: Int64(index + 1))
            result.append(item)
        }
        return (result, ids)
    }
}
