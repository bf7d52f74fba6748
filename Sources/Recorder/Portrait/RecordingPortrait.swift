public import Model

/// What a recording shows of a system: each operation with the shapes of what was sent and answered, and of the calls that it
/// caused.
public struct RecordingPortrait: Sendable {
    /// By name: method, host and route.
    let operations: [OperationPortrait]

    /// Looks at a recording along the routes of the mocks that were built from it.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - built: what `RecordingBuilder` made of them.
    public init(_ exchanges: [Exchange], built: BuildResult) {
        let byID = Dictionary(exchanges.map { ($0.id, $0) }) { first, _ in first }
        let deliveries = RecordingBuilder.deliveries(exchanges, built.attributions)
        var operations: [String: OperationPortrait] = [:]
        for (exchange, mock) in Self.places(built.mocks) {
            guard let exchange = byID[exchange], case .response(let response) = exchange.outcome else { continue }
            let new = OperationPortrait(
                method: exchange.request.method,
                origin: exchange.origin,
                route: mock.http.route
            )
            operations[new.name, default: new].add(exchange, response, deliveries[exchange.id] ?? [])
        }
        self.operations = operations.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Which mock stands for which exchange, in order of the exchanges.
    private static func places(_ mocks: [Mock]) -> [(ExchangeID, Mock)] {
        mocks.flatMap { mock in
            (mock.recorded?["exchanges"]?.array ?? [])
                .compactMap { id in id.int.map { (ExchangeID(rawValue: Int64($0)), mock) } }
        }
        .sorted { $0.0 < $1.0 }
    }
}
