import Model
import Templating

/// A shop's articles, seen through filters, orders and pages: prices are often equal, lists often empty, and an article that is
/// changed moves from one list to another.
final class CatalogSystem: StagingSystem {
    let name = "catalog"
    let origin = Origin(scheme: .https, authority: Authority(host: "catalog.staging.test"))

    private let style: Style
    private let (id, event): (Shape, Shape)
    private let (things, category, price, items, count): (String, String, String, String, String)
    private let (sort, isMinus, hasCursor): (String, Bool, Bool)
    private var shops: [String: [JSON]] = [:]

    private static let categories = ["tea", "cups", "books"]

    init(_ style: Style) {
        var style = style
        (id, event) = (style.identifier("prod_", "p-"), style.eventIdentifier())
        (things, category) = (style.name("products", "articles"), style.name("category", "kind", "group"))
        (price, items) = (style.name("price", "price cents"), style.name("items", "data", "results"))
        (count, sort) = (style.name("total", "total count"), style.name("sort", "order by"))
        (isMinus, hasCursor) = (style.happens(0.5), style.happens(0.5))
        self.style = style
    }

    /// What the lists of a session ask for, one after another.
    private func queries(_ client: Client) -> [String] {
        let kind = client.text("kind")
        let downward = isMinus ? "\(sort)=-\(price)" : "\(sort)=\(price)&order=desc"
        let upward = isMinus ? "\(sort)=\(price)" : "\(sort)=\(price)&order=asc"
        let second = hasCursor ? "starting_after=\(client.text("last"))" : "page=2"
        return [
            "", "\(category)=\(kind)", upward, downward, "\(category)=\(kind)&\(upward)",
            hasCursor ? "limit=2" : "limit=2&page=1", "limit=2&\(second)", "\(category)=toys",
        ]
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        if client.step == 0 {
            client.memory["shop"] = Shape.lowerBase36(8).draw(&chance, Timestamp(seconds: 0))
            client.memory["kind"] = .string(chance.pick(Self.categories))
        }
        let path = "/shops/\(client.text("shop"))/\(things)"
        func list(_ number: Int) -> Call {
            let query = queries(client)[number]
            return Call("list", "GET", query.isEmpty ? path : "\(path)?\(query)")
        }
        switch client.step {
        case 0...4:
            return .json(
                "create",
                "POST",
                path,
                [
                    ("name", .string(Vocabulary.word(&chance))), (category, .string(chance.pick(Self.categories))),
                    (price, .int(chance.pick([500, 900, 900, 1_250]))),
                ]
            )
        case 5...11: return list(client.step - 5)
        case 12:
            return .json(
                "change",
                "PATCH",
                "\(path)/\(client.text("id"))",
                [(price, .int(chance.pick([400, 950, 2_000])))]
            )
        case 13: return list(chance.pick([1, 2, 3, 4, 7]))
        case 14: return Call("remove", "DELETE", "\(path)/\(client.text("id"))")
        case 15: return list(chance.pick([0, 1, 2, 5, 7]))
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "create": return create(call, client)
        case "list": return list(call, client)
        default: break
        }
        let shop = client.text("shop")
        let all = shops[shop] ?? []
        guard let index = all.firstIndex(where: { $0["id"] == client.memory["id"] }) else { return Act(404) }
        if call.operation == "change" { return change(call, shop, all[index], at: index) }
        var act = Act(204)
        let data = Node.object([
            ("id", .leaf(.link(all[index]["id"] ?? .null, "path"))),
            ("name", .leaf(.store(all[index]["name"] ?? .null))),
        ])
        let (fields, body) = style.event("product.deleted", event, data)
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] _ in shops[shop]?.remove(at: index) }
        return act
    }

    private func create(_ call: Call, _ client: Client) -> Act {
        let shop = client.text("shop")
        let thing = Node.object([
            ("id", .leaf(.made("id", id))), ("name", .leaf(.link(call.inputs["name"] ?? .null, "name"))),
            (category, .leaf(.link(call.inputs[category] ?? .null, category))),
            (price, .leaf(.link(call.inputs[price] ?? .null, price))), ("visible", .leaf(.literal(true))),
            (style.spelled("created at"), .leaf(.time("created", style.clock, after: 0))),
        ])
        var act = Act(201, thing)
        let (fields, body) = style.event("product.created", event, thing)
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] body in
            client.memory["id"] = body?["id"]
            shops[shop, default: []].append(body ?? .null)
        }
        return act
    }

    /// Tells what it was before as well.
    private func change(_ call: Call, _ shop: String, _ old: JSON, at index: Int) -> Act {
        let now = Node.object(
            (old.object?.members ?? [])
                .map {
                    ($0.name, $0.name == price ? .leaf(.link(call.inputs[price] ?? .null, price)) : .stored($0.value))
                }
        )
        var act = Act(200, now)
        let data = Node.object([
            ("object", now), ("previous", .object([(price, .leaf(.store(old[price] ?? .null)))])),
        ])
        let (fields, body) = style.event("product.updated", event, data)
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] body in shops[shop]?[index] = body ?? .null }
        return act
    }

    // MARK: Lists

    private func list(_ call: Call, _ client: Client) -> Act {
        let query = call.target.split(separator: "?").dropFirst().first.map(String.init) ?? ""
        let wishes = Dictionary(
            query.split(separator: "&")
                .map { pair in
                    let parts = pair.split(separator: "=")
                    return (String(parts[0]), String(parts[1]))
                }
        ) { first, _ in first }
        var all = shops[client.text("shop")] ?? []
        if let kind = wishes[category] { all = all.filter { $0[category]?.string == kind } }
        if let order = wishes[sort] {
            let isDownward = order.hasPrefix("-") || wishes["order"] == "desc"
            let order = all.enumerated()
                .sorted { left, right in
                    let (one, other) = (left.element[price]?.int ?? 0, right.element[price]?.int ?? 0)
                    return one == other ? left.offset < right.offset : (one < other) != isDownward
                }
            all = order.map(\.element)
        }
        let (total, limit) = (all.count, wishes["limit"].flatMap { Int($0) })
        if let last = wishes["starting_after"] {
            all = Array(all.drop { $0["id"]?.textValue != last }.dropFirst())
        }
        let page = wishes["page"].flatMap { Int($0) } ?? 1
        let shown = Array(all.dropFirst((limit ?? 0) * (page - 1)).prefix(limit ?? all.count))
        var members: [(String, Node)] = [(items, .list(shown.map(Node.stored))), (count, .leaf(.store(.int(total))))]
        if hasCursor, limit != nil { members.append(("has_more", .leaf(.store(.bool(shown.count < all.count))))) }
        var act = Act(200, .object(members))
        act.keep = { _ in client.memory["last"] = shown.last?["id"] }
        return act
    }

    /// An article of no shop that anybody asks for.
    func decoy(_ chance: inout Chance) -> Emission? {
        let (fields, body) = style.event(
            "price.alert",
            event,
            .object([
                (category, .leaf(.words(chance.pick(Self.categories)))),
                (price, .leaf(.literal(.int(chance.pick([500, 900]))))),
            ])
        )
        return Emission(fields, body, after: style.delay)
    }
}
