import Model
import Templating

/// The systems by name, each spelled by a seed.
enum World {
    static let names = [
        "orders", "payments", "repository", "chat", "shipping", "rpc", "collection", "events", "accounts",
    ]

    static func system(_ name: String, seed: UInt64) -> (any StagingSystem)? {
        guard let number = names.firstIndex(of: name) else { return nil }
        let style = Style(seed: seed, stream: UInt64(number + 1))
        return switch name {
        case "orders": OrderSystem(style)
        case "payments": PaymentSystem(style)
        case "repository": RepositorySystem(style)
        case "chat": ChatSystem(style)
        case "shipping": ShippingSystem(style)
        case "rpc": RPCSystem(style)
        case "collection": CollectionSystem(style)
        case "events": EventSystem(style)
        default: AccountSystem(style)
        }
    }

    /// Several systems at once in one recording: so many calls, shared evenly.
    static func recording(
        of names: [String],
        calls: Int,
        clients: Int,
        seed: UInt64
    ) throws -> (exchanges: [Exchange], truth: Truth) {
        var exchanges: [Exchange] = []
        var truth = Truth()
        for (number, name) in names.enumerated() {
            guard let system = system(name, seed: seed) else { continue }
            let start = Simulation.start + .milliseconds(number * 37)
            var simulation = Simulation(system, clients: clients, seed: seed &+ UInt64(number), from: start)
            simulation.run(calls: calls / names.count, firstID: Int64(number) * 10_000_000 + 1)
            exchanges += simulation.exchanges
            truth.add(simulation.truth)
        }
        exchanges.sort { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
        var ids: [ExchangeID: ExchangeID] = [:]
        for index in exchanges.indices {
            let id = ExchangeID(rawValue: Int64(index + 1))
            ids[exchanges[index].id] = id
            exchanges[index].id = id
        }
        return (exchanges, truth.renumbered(ids))
    }
}
