import Model
import Templating

/// The systems by name, each spelled by a seed.
enum World {
    static let names = [
        "orders", "payments", "repository", "chat", "shipping", "rpc", "collection", "events", "accounts",
        "carts", "jobs", "sms", "ledger", "catalog",
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
        case "accounts": AccountSystem(style)
        case "carts": CartSystem(style)
        case "jobs": JobSystem(style)
        case "sms": SMSSystem(style)
        case "ledger": LedgerSystem(style)
        default: CatalogSystem(style)
        }
    }

    /// Several systems at once in one recording: so many calls, shared evenly.
    static func recording(
        of names: [String],
        calls: Int,
        clients: Int,
        seed: UInt64
    ) throws -> (traffic: StagedTraffic, truth: Truth) {
        var traffic = StagedTraffic()
        var truth = Truth()
        for (number, name) in names.enumerated() {
            guard let system = system(name, seed: seed) else { continue }
            let start = Simulation.start + .milliseconds(number * 37)
            var simulation = Simulation(system, clients: clients, seed: seed &+ UInt64(number), from: start)
            simulation.run(calls: calls / names.count, firstID: Int64(number) * 10_000_000 + 1)
            traffic.add(simulation.traffic)
            truth.add(simulation.truth)
        }
        let (renumbered, ids) = traffic.renumbered()
        return (renumbered, truth.renumbered(ids))
    }
}
