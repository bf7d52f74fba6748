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

    /// Takes an order and gives it an id of its own.
    mutating func place(sku: String, quantity: Int, unitCents: Int, customer: String, now: String) -> Order {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789")
        let id = "ord_" + String((0..<16).map { _ in alphabet.randomElement() ?? "0" })
        let order = Order(
            id: id,
            sku: sku,
            quantity: quantity,
            customer: customer,
            totalCents: quantity * unitCents,
            createdAt: now
        )
        orders[id] = order
        return order
    }
}
