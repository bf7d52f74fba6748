import Model
import Templating

/// Clients at work on a system, on a virtual clock: nothing waits, and the result depends on the seed alone.
struct Simulation {
    /// What an engineer who saw the system's inside would write down beside a recording.
    private(set) var truth = Truth()
    private(set) var traffic = StagedTraffic()
    private let system: any StagingSystem
    private var chance: Chance
    private var clients: [(client: Client, at: Timestamp)]
    private var drafts: [Draft] = []

    /// What was seen, before its id is known.
    private struct Draft {
        var seen: StagedTraffic.Item
        var truth: Truth.Message
        /// The number of the draft that caused it.
        var cause: Int?
        var webhook: Truth.Webhook?
    }

    static let start = Timestamp(seconds: 1_790_000_000)

    init(_ system: any StagingSystem, clients count: Int, seed: UInt64, from start: Timestamp = Simulation.start) {
        self.system = system
        var chance = Chance(seed: seed, stream: 77)
        clients = (0..<count)
            .map { (Client(number: $0), start + .milliseconds(Int.random(in: 0...900, using: &chance))) }
        self.chance = chance
    }

    /// Lets the clients make so many calls, then gives everything its id in order of time.
    ///
    /// - Parameter firstID: the first of the ids.
    mutating func run(calls: Int, firstID: Int64 = 1) {
        var done = 0
        while done < calls {
            let turn = clients.indices.min { clients[$0].at < clients[$1].at } ?? 0
            guard let call = system.next(clients[turn].client, &chance) else {
                clients[turn].client.startAgain()
                clients[turn].at = clients[turn].at + .milliseconds(Int.random(in: 5...600, using: &chance))
                continue
            }
            let ended = perform(call, clients[turn].client, at: clients[turn].at)
            clients[turn].client.step += 1
            clients[turn].at = ended + .milliseconds(Int.random(in: 3...1_200, using: &chance))
            done += 1
            if Int.random(in: 0..<25, using: &chance) == 0, let decoy = system.decoy(&chance) {
                var scene = Scene(chance: chance, now: clients[turn].at)
                send(decoy, causedBy: nil, answered: [], said: [], after: clients[turn].at, &scene)
                chance = scene.chance
            }
        }
        finish(firstID: firstID)
    }

    private mutating func perform(_ call: Call, _ client: Client, at start: Timestamp) -> Timestamp {
        let act = system.act(on: call, by: client)
        let duration = Int.random(in: 4...40, using: &chance) + (Int.random(in: 0..<20, using: &chance) == 0 ? 300 : 0)
        let ended = start + .milliseconds(duration)
        var scene = Scene(chance: chance, now: start + .milliseconds(duration * 6 / 10))
        let body = act.content.value(&scene)
        var fields: FieldSection = []
        if let type = act.content.mediaType { fields.append("Content-Type", type) }
        for (name, leaf) in act.fields { fields.append(name, leaf.value(&scene).textValue) }
        act.keep(body)
        let exchange = Exchange(
            id: ExchangeID(rawValue: 0),
            listener: "forward",
            client: "127.0.0.1:\(40_000 + client.number)",
            origin: system.origin,
            request: RequestHead(method: call.method, target: call.target, fields: call.fields),
            requestBody: CapturedBody(bytes: call.body),
            outcome: .response(
                Exchange.Response(
                    head: ResponseHead(status: act.status, reason: "", fields: fields),
                    body: CapturedBody(bytes: act.content.bytes(body))
                )
            ),
            startedAt: start,
            timings: Timings(total: .milliseconds(duration))
        )
        drafts.append(Draft(seen: .exchange(exchange), truth: Truth.Message(call, act), cause: nil, webhook: nil))
        let cause = drafts.count - 1
        let answered = act.answeredNames
        for emission in act.emissions {
            let moment = emission.isEarly ? scene.now : ended
            send(emission, causedBy: cause, answered: answered, said: act.literals, after: moment, &scene)
        }
        chance = scene.chance
        return ended
    }

    /// Sends a webhook or message: perhaps again after a failure, perhaps twice although it was taken.
    private mutating func send(
        _ emission: Emission,
        causedBy cause: Int?,
        answered: Set<String>,
        said: Set<JSON>,
        after moment: Timestamp,
        _ scene: inout Scene
    ) {
        let delay = emission.isEarly ? 1 : emission.delay.draw(&scene.chance)
        var time = moment + .milliseconds(delay)
        scene.sending = time
        let first = Sending(emission, &scene)
        let fails = emission.mayFail && Double.random(in: 0..<1, using: &scene.chance) < emission.failures
        let isDoubled = !fails && emission.failures > 0 && Int.random(in: 0..<40, using: &scene.chance) == 0
        for attempt in 0..<(fails || isDoubled ? 2 : 1) {
            drafts.append(
                Draft(
                    seen: first.item(at: time, answered: fails && attempt == 0 ? 503 : 200),
                    truth: Truth.Message(emission, answered, said: said),
                    cause: cause,
                    webhook: Truth.Webhook(isShared: emission.isShared && cause != nil)
                )
            )
            time = time + .milliseconds(fails ? emission.retryGap : 40)
        }
        scene.sending = nil
    }

    private mutating func finish(firstID: Int64) {
        let order = drafts.indices.sorted { (drafts[$0].seen.at, $0) < (drafts[$1].seen.at, $1) }
        var ids = [ExchangeID](repeating: ExchangeID(rawValue: 0), count: drafts.count)
        for (position, number) in order.enumerated() { ids[number] = ExchangeID(rawValue: firstID + Int64(position)) }
        for number in order {
            var draft = drafts[number]
            draft.seen.id = ids[number]
            traffic.append(draft.seen)
            truth.messages[ids[number]] = draft.truth
            if var webhook = draft.webhook {
                webhook.cause = draft.cause.map { ids[$0] }
                truth.webhooks[ids[number]] = webhook
            }
        }
        drafts = []
    }
}

extension Act {
    /// What the answer always says.
    var literals: Set<JSON> {
        content.leaves.reduce(into: []) {
            switch $1.leaf {
            case .literal(let value), .store(let value): $0.insert(value)
            default: break
            }
        }
    }

    /// Names of the values made new that the answer shows.
    var answeredNames: Set<String> {
        let inFields = fields.reduce(into: Set<String>()) { $0.formUnion($1.1.names) }
        return content.leaves.reduce(into: inFields) { $0.formUnion($1.leaf.names) }
    }
}
