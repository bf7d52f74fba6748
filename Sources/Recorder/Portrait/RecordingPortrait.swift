public import Model

/// What a recording shows of a system: each operation with the shapes of what was sent and answered, and of the calls that it
/// caused.
public struct RecordingPortrait: Sendable {
    /// By name: method, host and route.
    let operations: [OperationPortrait]

    /// Looks at a recording.
    ///
    /// Routes have the parameters that built mocks have. Where answers differ in a way that no template explains, mocks keep a
    /// path each; here such paths are one operation all the same.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - messages: all observed messages, in any order.
    ///   - attributions: which exchange caused which webhook or message.
    public init(_ exchanges: [Exchange], messages: [ObservedMessage] = [], attributions: [Attribution]) {
        let exchanges = exchanges.sorted { $0.id < $1.id }
        let deliveries = RecordingBuilder.caused(
            DeliveryGrouping.deliveries(ObservedCallback.all(exchanges, messages)),
            attributions
        )
        let samples = exchanges.filter { $0.kind == .exchange }.compactMap(Sample.init)
        let shapes = PathShapes(exchanges, names: RecordingBuilder.namesOfThings(exchanges))
        let grouping = RouteGrouping(shapes: shapes, isExact: false)
        var operations: [String: OperationPortrait] = [:]
        for group in grouping.groups(samples) {
            let new = OperationPortrait(method: group.method, origin: group.origin, route: group.route)
            for sample in group.samples {
                guard let response = sample.exchange.response else { continue }
                operations[new.name, default: new].add(sample.exchange, response, deliveries[sample.exchange.id] ?? [])
            }
        }
        self.operations = operations.sorted { $0.key < $1.key }.map(\.value)
    }
}
