/// A staging shop in memory: it takes orders, shows them, and says what it wants to tell others about them.
struct Shop {
    struct Order {
        let id: String
        let sku: String
        let quantity: Int
        let customer: String
        let totalCents: Int
        let createdAt: String
    }

    private(set) var orders: [String: Order] = [:]

    /// What a thing costs, in cents.
    static func price(of sku: String) -> Int { sku.utf8.reduce(499) { ($0 &* 31 &+ Int($1)) % 9_000 } + 100 }

    /// Takes an order and gives it an id of its own.
    mutating func place(sku: String, quantity: Int, customer: String, now: String) -> Order {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789")
        let id = "ord_" + String((0..<16).map { _ in alphabet.randomElement() ?? "0" })
        let order = Order(
            id: id,
            sku: sku,
            quantity: quantity,
            customer: customer,
            totalCents: quantity * Self.price(of: sku),
            createdAt: now
        )
        orders[id] = order
        return order
    }
}
