import Model
import Templating

/// Repositories in the manner of GitHub: paths with two names, issues counted up, links in text, signed events.
final class RepositorySystem: StagingSystem {
    let name = "repository"
    let origin = Origin(scheme: .https, authority: Authority(host: "git.staging.test"))

    private let style: Style
    private let numbers = Counter(from: 17)
    private let things: String
    private var issues: [String: JSON] = [:]

    init(_ style: Style) {
        var style = style
        things = style.name("issues", "tickets")
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        if client.step == 0 {
            client.memory["owner"] = .string(chance.pick(["octo", "acme", "hubot"]))
            client.memory["repo"] = .string(chance.pick(["hello-world", "engine", "docs"]))
        }
        let repository = "/repos/\(client.text("owner"))/\(client.text("repo"))"
        let issue = "\(repository)/\(things)/\(client.text("number"))"
        switch client.step {
        case 0:
            let labels = ["bug", "docs", "urgent"].filter { _ in Bool.random(using: &chance) }
            return .json(
                "open",
                "POST",
                "\(repository)/\(things)",
                [
                    ("title", .string(Vocabulary.sentence(&chance))),
                    ("body", .string(Vocabulary.sentence(&chance, 5...12))),
                    ("labels", .array(labels.map { .string($0) })),
                ]
            )
        case 1:
            return .json(
                "comment",
                "POST",
                "\(issue)/comments",
                [("body", .string(Vocabulary.sentence(&chance, 3...9)))]
            )
        case 2: return .json("close", "PATCH", issue, [("state", "closed")])
        case 3: return Call("show", "GET", issue)
        default: return nil
        }
    }

    func act(on call: Call, by client: Client) -> Act {
        let full = "\(client.text("owner"))/\(client.text("repo"))"
        let key = "\(full)#\(client.text("number"))"
        switch call.operation {
        case "open": return open(call, client, full)
        case "comment": return comment(call, client, full, key)
        case "close": return close(client, full, key)
        default: return Act(200, .stored(issues[key] ?? .null))
        }
    }

    private func repository(_ full: String) -> Node {
        .object([
            ("name", .leaf(.link(.string(String(full.split(separator: "/")[1])), "path"))),
            ("full_name", .leaf(.link(.string(full), "path"))), ("private", .leaf(.literal(false))),
        ])
    }

    private func url(_ full: String, _ rest: Leaf) -> Node {
        .leaf(.text([.words("https://git.staging.test/"), .link(.string(full), "path"), .words("/\(things)/"), rest]))
    }

    private func open(_ call: Call, _ client: Client, _ full: String) -> Act {
        let number = Leaf.made("number", .counter(numbers))
        let issue = Node.object([
            ("id", .leaf(.made("id", .number(10)))), ("number", .leaf(number)),
            ("title", .leaf(.link(call.inputs["title"] ?? .null, "title"))),
            ("body", .leaf(.link(call.inputs["body"] ?? .null, "body"))),
            ("labels", .echoed(call.inputs["labels"] ?? .null, "labels")),
            ("state", .leaf(.words("open"))), ("html_url", url(full, number)),
            ("user", .object([("login", .leaf(.words("staging-bot")))])),
            ("created_at", .leaf(.time("created", .rfc3339, after: 0))), ("comments", .leaf(.literal(0))),
        ])
        var act = Act(201, issue)
        act.emissions = [event("issues", "opened", [("issue", issue)], full)]
        act.keep = { [self] body in
            client.memory["number"] = body?["number"]
            issues["\(full)#\(client.text("number"))"] = body ?? .null
        }
        return act
    }

    private func comment(_ call: Call, _ client: Client, _ full: String, _ key: String) -> Act {
        let id = Leaf.made("id", .number(10))
        let comment = Node.object([
            ("id", .leaf(id)), ("body", .leaf(.link(call.inputs["body"] ?? .null, "body"))),
            ("created_at", .leaf(.time("created", .rfc3339, after: 0))),
            (
                "html_url",
                url(full, .text([.link(.string(client.text("number")), "path"), .words("#issuecomment-"), id]))
            ),
        ])
        var act = Act(201, comment)
        let issue = Node.object([
            ("number", .leaf(.link(issues[key]?["number"] ?? .null, "path"))),
            ("title", .leaf(.store(issues[key]?["title"] ?? .null))),
        ])
        act.emissions = [event("issue_comment", "created", [("issue", issue), ("comment", comment)], full)]
        return act
    }

    private func close(_ client: Client, _ full: String, _ key: String) -> Act {
        var issue = issues[key] ?? .null
        if case .object(var object) = issue {
            object["state"] = "closed"
            issue = .object(object)
        }
        guard case .object(let members) = Node.stored(issue) else { return Act(404) }
        let closed = Node.object(members.map { $0.0 == "state" ? ($0.0, .leaf(.decided("closed", "state"))) : $0 })
        var act = Act(200, closed)
        act.emissions = [event("issues", "closed", [("issue", closed)], full)]
        act.keep = { [self] _ in issues[key] = issue }
        return act
    }

    private func event(_ name: String, _ action: String, _ members: [(String, Node)], _ full: String) -> Emission {
        let signature = Leaf.text([.words("sha256="), .made("signature \(action)", .hex(64))])
        return Emission(
            to: "/github",
            [
                ("X-GitHub-Event", .words(name)), ("X-GitHub-Delivery", .made("delivery \(action)", .uuid)),
                ("X-Hub-Signature-256", signature),
            ],
            .object([("action", .leaf(.words(action)))] + members + [("repository", repository(full))]),
            after: style.delay
        )
    }

    func decoy(_ chance: inout Chance) -> Emission? {
        event(
            "star",
            "created",
            [("starred_at", .leaf(.sent(.rfc3339)))],
            "octo/\(chance.pick(["hello-world", "engine"]))"
        )
    }
}
