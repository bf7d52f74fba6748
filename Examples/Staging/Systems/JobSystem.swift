import Model
import Templating

/// Documents that are signed by and by: a job goes from state to state while its client asks, is given up by some, and tells the
/// address that the request named and an auditor; requests come again under their `Idempotency-Key`.
final class JobSystem: StagingSystem {
    let name = "jobs"
    let origin = Origin(scheme: .https, authority: Authority(host: "sign.staging.test"))

    private let style: Style
    private let (id, event): (Shape, Shape)
    private let (document, signer, callback, status, finished): (String, String, String, String, String)
    private let progress: [Int]
    private var jobs: [String: JSON] = [:]
    private var first: [String: JSON] = [:]
    private var asked: [String: Int] = [:]

    init(_ style: Style) {
        var style = style
        (id, event) = (style.identifier("job_", "env_"), style.eventIdentifier())
        (document, signer) = (style.name("document", "file name"), style.name("signer", "recipient"))
        callback = style.name("callback url", "notify url", "webhook")
        (status, finished) = (style.name("status", "state"), style.name("finished at", "completed"))
        progress = style.chance.pick([[10, 60], [25, 50, 75], [50]])
        self.style = style
    }

    func next(_ client: Client, _ chance: inout Chance) -> Call? {
        let job = "/jobs/\(client.text("id"))"
        let polls = progress.count + 2
        switch client.step {
        case 0:
            client.memory["key"] = Shape.uuid.draw(&chance, Timestamp(seconds: 0))
            client.memory["document"] = .string("\(Vocabulary.word(&chance)).pdf")
            client.memory["signer"] = .string(Vocabulary.mail(&chance))
            client.memory["way"] = .string(chance.pick(["signed", "done"]))
            return submit(client)
        case let step where client.number % 4 == 1 && (step == 1 || step == 3):
            return .json("cancel", "POST", "\(job)/cancel", [("reason", .string(Vocabulary.word(&chance)))])
        case 2 where client.number % 4 == 1: return Call("show", "GET", job)
        case 1 where Int.random(in: 0..<4, using: &chance) == 0: return submit(client)
        case 1...polls where client.number % 4 != 1: return Call("poll", "GET", job)
        default: return nil
        }
    }

    private func submit(_ client: Client) -> Call {
        var call = Call.json(
            "submit",
            "POST",
            "/jobs",
            [
                (document, .string(client.text("document"))), (signer, .string(client.text("signer"))),
                (callback, .string("http://127.0.0.1:9000/done/\(client.text("way"))")),
            ]
        )
        call.fields.append("Idempotency-Key", client.text("key"))
        return call
    }

    func act(on call: Call, by client: Client) -> Act {
        switch call.operation {
        case "submit": return submitted(call, client)
        case "cancel": return cancel(call, client)
        case "show": return Act(200, .stored(jobs[client.text("id")] ?? .null))
        default: return poll(client)
        }
    }

    private func submitted(_ call: Call, _ client: Client) -> Act {
        if let answer = first[client.text("key")] { return Act(202, .stored(answer)) }
        let number = Leaf.made("id", id)
        let (file, person) = (call.inputs[document] ?? .null, call.inputs[signer] ?? .null)
        var act = Act(
            202,
            .object([
                ("id", .leaf(number)), (status, .leaf(.words("queued"))), ("progress", .leaf(.literal(0))),
                (document, .leaf(.link(file, document))), (signer, .leaf(.link(person, signer))),
                ("self", .leaf(.text([.words("https://sign.staging.test/jobs/"), number]))),
                (style.spelled("created at"), .leaf(.time("created", style.clock, after: 0))),
            ])
        )
        let base = String(call.text(callback).dropFirst("http://127.0.0.1:9000".utf8.count))
        let started = told(
            "job.started",
            [("id", .leaf(number)), (document, .leaf(.link(file, document)))],
            after: .uniform(200, 600)
        )
        let ended = told(
            "job.finished",
            [
                ("id", .leaf(number)), (signer, .leaf(.link(person, signer))),
                ("signature", .leaf(.made("seal", .hex(40)))),
                ("file", .leaf(.text([.words("/signed/"), number, .words("/"), .link(file, document)]))),
            ],
            after: .uniform(2_000, 4_000)
        )
        var audit = ended
        (audit.delay, audit.failures) = (.fixed(4_500), 0)
        act.emissions =
            [started, ended]
            .map { emission in
                var emission = emission
                emission.medium = .webhook(host: "127.0.0.1", port: 9_000, path: .link(.string(base), callback))
                return emission
            } + [audit]
        act.keep = { [self] body in
            client.memory["id"] = body?["id"]
            jobs[client.text("id")] = body ?? .null
            first[client.text("key")] = body ?? .null
        }
        return act
    }

    private func told(_ type: String, _ members: [(String, Node)], after delay: DelayModel) -> Emission {
        let (fields, body) = style.event(type, event, .object(members))
        return Emission(to: "/audit", fields, body, after: delay)
    }

    /// Each time a client asks, its job is a step further; what it ends with is remembered.
    private func poll(_ client: Client) -> Act {
        let key = client.text("id")
        let job = jobs[key] ?? .null
        let turn = asked[key, default: 0]
        asked[key] = turn + 1
        guard job[status] != "signed", job[status] != "cancelled" else { return Act(200, .stored(job)) }
        var isDone = false
        var members = (job.object?.members ?? [])
            .map { member -> (String, Node) in
                switch member.name {
                case status:
                    isDone = turn >= progress.count
                    return (member.name, .leaf(.words(isDone ? "signed" : "running")))
                case "progress":
                    return (member.name, .leaf(.literal(.int(turn < progress.count ? progress[turn] : 100))))
                default: return (member.name, .stored(member.value))
                }
            }
        if isDone {
            members += [
                (finished, .leaf(.time("finished", style.clock, after: 0))), ("pages", .leaf(.literal(2))),
                ("checksum", .leaf(.made("checksum", .hex(32)))),
            ]
        }
        var act = Act(200, .object(members))
        act.keep = { [self] body in jobs[key] = body ?? .null }
        return act
    }

    private func cancel(_ call: Call, _ client: Client) -> Act {
        let key = client.text("id")
        let job = jobs[key] ?? .null
        guard job[status] != "cancelled" else {
            return Act(
                409,
                .object([
                    ("error", .leaf(.words("already cancelled"))), ("id", .leaf(.link(job["id"] ?? .null, "path"))),
                ])
            )
        }
        let reason = Node.leaf(.link(call.inputs["reason"] ?? .null, "reason"))
        let members = (job.object?.members ?? [])
            .map { ($0.name, $0.name == status ? Node.leaf(.words("cancelled")) : .stored($0.value)) }
        var act = Act(200, .object(members + [("reason", reason)]))
        act.emissions = [
            told(
                "job.cancelled",
                [("id", .leaf(.link(job["id"] ?? .null, "path"))), ("reason", reason)],
                after: style.delay
            )
        ]
        act.keep = { [self] body in jobs[key] = body ?? .null }
        return act
    }

    /// A worker's sign of life, with values like those of jobs.
    func decoy(_ chance: inout Chance) -> Emission? {
        told(
            "worker.alive",
            [(document, .leaf(.words("\(Vocabulary.word(&chance)).pdf"))), ("progress", .leaf(.literal(50)))],
            after: style.delay
        )
    }
}
