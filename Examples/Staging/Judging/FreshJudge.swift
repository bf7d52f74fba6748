import Model
import Replay
import Templating

/// Plays sessions that were never recorded against the mocks and holds what flows against the system's own rules.
///
/// What the system makes new is read from the mocks' answers; everything else must follow.
struct FreshJudge {
    private(set) var score = Score()
    private let engine: ReplayEngine
    private let clock = ToldClock()
    private let system: any StagingSystem
    /// What was recorded: nobody can answer other calls.
    private let operations: Set<String>
    private var chance: Chance
    private var now = Simulation.start + .seconds(864_000)

    /// - Parameter system: a fresh one, spelled like the recorded one.
    init(_ mocks: [Mock], _ system: any StagingSystem, _ truth: Truth, seed: UInt64) throws {
        operations = Set(truth.messages.values.map(\.operation))
        engine = try ReplayEngine(mocks: mocks, options: ReplayOptions(clock: clock.wallClock, seed: seed))
        (self.system, chance) = (system, Chance(seed: seed, stream: 99))
    }

    mutating func play(calls: Int) {
        var clients = (0..<4).map { Client(number: $0) }
        var done = 0
        while done < calls {
            let client = clients.removeFirst()
            while let call = system.next(client, &chance) {
                now = now + .milliseconds(1_700)
                done += 1
                // Nobody knows what follows on a call that was never recorded.
                guard perform(call, client) else { break }
                client.step += 1
            }
            client.startAgain()
            clients.append(client)
        }
    }

    /// - Returns: whether such a call was recorded.
    private mutating func perform(_ call: Call, _ client: Client) -> Bool {
        let act = system.act(on: call, by: client)
        clock.show(now)
        let request = IncomingRequest(
            id: ExchangeID(rawValue: 1),
            listener: "judge",
            client: "127.0.0.1:1",
            form: .tunnelled,
            scheme: system.origin.scheme,
            authority: system.origin.authority,
            head: RequestHead(method: call.method, target: call.target, fields: call.fields),
            body: call.body,
            receivedAt: now
        )
        var scene = Scene(chance: chance, now: now)
        let place = "\(call.operation) \(act.status)"
        guard operations.contains(place) else { return false }
        guard case .answered(let reply) = engine.answer(request) else {
            miss(act, place, client, &scene)
            return true
        }
        let body = Content.read(reply.answer.body, as: reply.answer.fields.first(named: "Content-Type"))
        if reply.answer.status != act.status {
            score.count(false, "\(place): status \(reply.answer.status) by \(reply.mock)")
        } else {
            score.count(true, "")
        }
        Binding.bind(act.content, body, &scene)
        for (name, leaf) in act.fields {
            if let text = reply.answer.fields.first(named: name) { Binding.bind(leaf, .string(text), &scene) }
        }
        let expected = act.content.value(&scene)
        judge(act.content, body, answered: nil, place, &scene)
        for (name, leaf) in act.fields {
            judge(
                leaf,
                reply.answer.fields.first(named: name).map { .string($0) },
                answered: nil,
                "\(place) \(name)",
                &scene
            )
        }
        act.keep(expected)
        judge(act, reply.jobs, place, &scene)
        chance = scene.chance
        return true
    }

    private mutating func miss(_ act: Act, _ place: String, _ client: Client, _ scene: inout Scene) {
        score.count(false, "\(place): no mock answered")
        act.keep(act.content.value(&scene))
        chance = scene.chance
    }

    // MARK: Webhooks

    private mutating func judge(_ act: Act, _ jobs: [CallbackJob], _ place: String, _ scene: inout Scene) {
        var left = jobs
        let answered = act.answeredNames
        for (number, emission) in act.emissions.enumerated() {
            let words = "\(place) → webhook \(number)"
            var best: (index: Int, judge: FreshJudge, scene: Scene)?
            for (index, job) in left.enumerated() {
                var (trial, trialScene) = (self, scene)
                trial.judge(job, emission, answered, words, &trialScene)
                if best.map({ trial.score.right > $0.judge.score.right }) ?? true { best = (index, trial, trialScene) }
            }
            guard let best else {
                // What names nothing may be left without a cause: no rule says for sure where it comes from.
                if emission.isShared { score.count(false, "\(words): not sent") }
                continue
            }
            (self, scene) = (best.judge, best.scene)
            left.remove(at: best.index)
        }
        for job in left {
            score.count(false, "\(place): surplus callback \(String(decoding: job.body.prefix(100), as: UTF8.self))")
        }
    }

    private mutating func judge(
        _ job: CallbackJob,
        _ emission: Emission,
        _ answered: Set<String>,
        _ place: String,
        _ scene: inout Scene
    ) {
        guard let sent = SentPlaces(job.target, emission.medium) else {
            return score.count(false, "\(place): sent by \(job.target.kind)")
        }
        let body = Content.read(job.body, as: job.fields.first(named: "Content-Type"))
        let headers = emission.fields.map { ($0.0, $0.1, sent.header($0.0, of: job)) }
        Binding.bind(emission.content, body, &scene)
        for (_, leaf, value) in headers { if let value { Binding.bind(leaf, value, &scene) } }
        for ((name, leaf), value) in zip(emission.places, sent.values) {
            judge(leaf, .string(value), answered: answered, "\(place) \(name)", &scene)
        }
        judge(emission.content, body, answered: answered, place, &scene)
        for (name, leaf, value) in headers { judge(leaf, value, answered: answered, "\(place) \(name)", &scene) }
    }

    // MARK: Leaves

    private mutating func judge(
        _ content: Content,
        _ body: JSON,
        answered: Set<String>?,
        _ place: String,
        _ scene: inout Scene
    ) {
        for (path, leaf) in content.leaves {
            judge(leaf, body.part(path), answered: answered, place + PathStep.spelling(path), &scene)
        }
    }

    private mutating func judge(
        _ leaf: Leaf,
        _ found: JSON?,
        answered: Set<String>?,
        _ place: String,
        _ scene: inout Scene
    ) {
        if case .token(_, let claims) = leaf {
            let read = found?.string.flatMap { WebToken.claims($0) } ?? .null
            for (path, claim) in claims.leaves() {
                judge(claim, read.part(path), answered: answered, "\(place) claim\(PathStep.spelling(path))", &scene)
            }
            return
        }
        let classes = leaf.classes(answered: answered)
        guard classes.contains(.link) || classes.contains(.store), !classes.contains(.time),
            !classes.contains(.unexplained)
        else { return }
        guard leaf.names.allSatisfy({ scene.made[$0] != nil }) else {
            // What is made new stands between what is known: where that is not found, the text is another.
            if case .text = leaf { score.count(false, "\(place) (\(leaf.rule)): e.g. \(Self.shown(found))") }
            return
        }
        if classes.contains(.generator), case .changed = leaf { return }
        let wanted = leaf.value(&scene)
        let isRight = found?.isEquivalent(to: wanted) == true
        score.count(
            isRight,
            "\(place) (\(leaf.rule)): e.g. \(Self.shown(found)) instead of \(Self.shown(wanted))"
                .replacing("\n", with: " ")
        )
    }

    private static func shown(_ value: JSON?) -> String {
        let text = value.map { String(decoding: $0.serialized(), as: UTF8.self) } ?? "nothing"
        return text.count > 90 ? "\(text.prefix(87))…" : text
    }
}
