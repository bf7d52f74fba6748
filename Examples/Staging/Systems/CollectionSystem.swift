import Model
import Templating

/// Plain create, read, update, delete: lists that grow, pages, things that are gone, and a job that names nothing.
final class CollectionSystem: StagingSystem {
    let name = "collection"
    let origin = Origin(scheme: .https, authority: Authority(host: "crud.staging.test"))

    private let style: Style
    private let id: Shape
    private let event: Shape
    private let (things, title, owner, updated, items, count): (String, String, String, String, String, String)
    private let isBareList: Bool
    private var projects: [String: [JSON]] = [:]

    init(_ style: Style) {
        var style = style
        (id, event) = (style.identifier("item_", "i-"), style.eventIdentifier())
        (things, title) = (style.name("items", "tasks", "notes"), style.name("title", "name", "label"))
        (owner, updated) = (style.name("owner", "assignee"), style.name("updated at", "modified"))
        (items, count) = (style.name("items", "data", "results"), style.name("total", "count"))
        isBareList = style.happens(0.4)
        self.style = style
    }

    private func collection(_ client: Client) -> String { "/projects/\(client.text("project"))/\(things)" }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        if client.step == 0 { client.memory["project"] = Shape.lowerBase36(8).draw(&chance, Timestamp(seconds: 0)) }
        let path = collection(client)
        let thing = "\(path)/\(client.text("id"))"
        switch client.step {
        case 0, 2, 3:
            return .json(
                "create",
                "POST",
                path,
                [(title, .string(Vocabulary.sentence(&chance))), (owner, .string(Vocabulary.mail(&chance)))]
            )
        case 1, 4: return Call("list", "GET", isBareList ? path : "\(path)?page=1&limit=2")
        case 5: return isBareList ? Call("show", "GET", thing) : Call("list", "GET", "\(path)?page=2&limit=2")
        case 6:
            return .json(
                "update",
                "PUT",
                thing,
                [(title, .string(Vocabulary.sentence(&chance))), (owner, .string(Vocabulary.mail(&chance)))]
            )
        case 7, 9: return Call("show", "GET", thing)
        case 8: return Call("delete", "DELETE", thing)
        case 10: return Call("list", "GET", isBareList ? path : "\(path)?page=1&limit=2")
        case 11: return client.number % 4 == 0 ? .json("reindex", "POST", "/reindex", [("scope", "all")]) : nil
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        let project = client.text("project")
        let all = projects[project] ?? []
        let index = all.firstIndex { $0["id"] == client.memory["id"] }
        switch call.operation {
        case "create": return create(call, client, project)
        case "list": return list(call, all)
        case "reindex": return reindex()
        default:
            guard let index else { return Act(404, .object([("message", .leaf(.words("no such thing")))])) }
            if call.operation == "show" { return Act(200, .stored(all[index])) }
            if call.operation == "delete" {
                projects[project]?.remove(at: index)
                var act = Act(204)
                let data = Node.object([("id", .leaf(.link(all[index]["id"] ?? .null, "path")))])
                let (fields, body) = style.event("thing.deleted", event, data)
                act.emissions = [Emission(fields, body, after: style.delay)]
                return act
            }
            return update(call, project, all[index], at: index)
        }
    }

    private func fields(_ call: Call) -> [(String, Node)] {
        [
            (title, .leaf(.link(call.inputs[title] ?? .null, title))),
            (owner, .leaf(.link(call.inputs[owner] ?? .null, owner))),
            (updated, .leaf(.time("updated", style.clock, after: 0))), ("done", .leaf(.literal(false))),
        ]
    }

    private func create(_ call: Call, _ client: Client, _ project: String) -> Act {
        let thing = Node.object([("id", .leaf(.made("id", id)))] + fields(call))
        var act = Act(201, thing)
        let (fields, body) = style.event("thing.created", event, thing)
        act.emissions = [Emission(fields, body, after: style.delay)]
        act.keep = { [self] body in
            client.memory["id"] = body?["id"]
            projects[project, default: []].append(body ?? .null)
        }
        return act
    }

    private func update(_ call: Call, _ project: String, _ old: JSON, at index: Int) -> Act {
        let now = fields(call).map { $0.0 == "done" ? ($0.0, .leaf(.store(old["done"] ?? .null))) : $0 }
        var act = Act(200, .object([("id", .leaf(.link(old["id"] ?? .null, "path")))] + now))
        act.keep = { [self] body in projects[project]?[index] = body ?? .null }
        return act
    }

    private func list(_ call: Call, _ all: [JSON]) -> Act {
        if isBareList { return Act(200, .list(all.map(Node.stored))) }
        let page = call.target.contains("page=2") ? 2 : 1
        let shown = Array(all.dropFirst(2 * (page - 1)).prefix(2))
        return Act(
            200,
            .object([
                (items, .list(shown.map(Node.stored))), (count, .leaf(.store(.int(all.count)))),
                ("page", .leaf(.link(.int(page), "page"))),
            ])
        )
    }

    private func reindex() -> Act {
        var act = Act(202, .object([("queued", .leaf(.literal(true)))]))
        var emission = Emission(
            to: "/jobs",
            [],
            .object([
                ("job", .leaf(.words("reindex"))), ("ok", .leaf(.literal(true))),
                ("at", .leaf(.sent(style.eventClock))),
            ]),
            after: .fixed(120)
        )
        emission.isShared = false
        emission.failures = 0
        act.emissions = [emission]
        return act
    }
}
