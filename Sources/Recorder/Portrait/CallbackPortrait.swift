internal import Model

/// What the calls of one kind had in common that a system made because of one operation.
struct CallbackPortrait: Sendable {
    /// The event's name, or else the path that was called; of a message, all that tells its sort.
    let name: String
    let method: String
    /// `webhook` or `message`.
    let noun: String
    private(set) var count = 0
    private(set) var urls: Set<String> = []
    /// JSON pointers to the members of the request that named the URL each time; nil before the first call.
    private var pointers: Set<String>?
    /// From the end of the response to the first attempt, in milliseconds.
    private(set) var delays: [Double] = []
    private(set) var retries: Set<Int> = []
    private(set) var signature: SignatureConfig.SignatureScheme?
    private(set) var fields = ValueShape()
    private(set) var contents = ContentShapes()

    /// A portrait that is to show callbacks like this one.
    init(like delivery: ObservedDelivery) {
        (name, method, noun) = (Self.name(of: delivery), delivery.first.method, delivery.first.noun)
    }

    static func name(of delivery: ObservedDelivery) -> String {
        if case .message = delivery.first { return delivery.kind.summary }
        return delivery.kind.event.isEmpty ? delivery.kind.path : delivery.kind.event
    }

    mutating func add(_ delivery: ObservedDelivery, of exchange: Exchange) {
        count += 1
        let call = delivery.first
        urls.insert(Self.place(delivery))
        let found = Self.pointers(to: RequestTargetText.origin(call.target), in: exchange)
        pointers = pointers.map { $0.intersection(found) } ?? found
        delays.append((call.sentAt - exchange.startedAt - exchange.timings.total).inMilliseconds)
        retries.insert(delivery.retries)
        if case .webhook(let webhook) = call {
            signature = signature ?? SignatureScheme.of(webhook.request.fields)?.scheme
        }
        let own = OperationPortrait.own(call.fields).filter { !SignatureScheme.isSignature($0.name) }
        fields.add(OperationPortrait.object(own))
        contents.add(call.content, mediaType: call.fields.first("Content-Type") ?? "")
    }

    /// The URL; of a message its broker, topic or exchange, and the shape of its routing key.
    private static func place(_ delivery: ObservedDelivery) -> String {
        guard case .message(let message) = delivery.first else { return delivery.first.place }
        return "\(message.address) \(delivery.kind.path)"
    }

    /// Where the request named the URL, `/callback_url`; nil when it did not each time.
    var pointer: String? { pointers?.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) } }

    /// The middle one of the delays, in milliseconds.
    var delay: Double { delays.sorted()[delays.count / 2] }

    /// The members of the request's content whose text is a URL with this path and query. Its host may be that of the listener
    /// through which the call came.
    private static func pointers(to target: String, in exchange: Exchange) -> Set<String> {
        var found: Set<String> = []
        Content.request(exchange.requestBody, fields: exchange.request.fields)?
            .visit { path, value in
                guard let text = value.string, AbsoluteURL(text)?.target == target else { return }
                found.insert(path.pointer)
            }
        return found
    }
}

extension ValuePath {
    /// The steps as a JSON pointer (RFC 6901).
    var pointer: String {
        steps.map { step in
            switch step {
            case .element(let index): "/\(index)"
            case .member(let name): "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
            }
        }
        .joined()
    }
}
