internal import Dispatch
public import Model
internal import Synchronization
public import Templating

/// Answers requests from mocks: (request, mocks, state, clock, chance) → answer.
///
/// Does no I/O and never waits; any number of threads may call it at once. Mocks are tried in the order of their
/// priority (higher first), then those that name the host, then static segments before parameters, then more
/// conditions, then the newest. A mock that names another host than an origin-form request is tried after all others.
public final class ReplayEngine: Sendable {
    struct Mocks {
        var table: MockTable
        /// The ids in the order in which they were given.
        var order: [MockID] = []
        var files: TemplateFiles
        var nextSerial = 0
    }

    let options: ReplayOptions
    let mocks: Mutex<Mocks>
    let runs: Runs
    private let seeds: SeedSource
    let renderer: ReplyRenderer

    /// Compiles every route, condition and template.
    ///
    /// - Throws: the first mock that cannot be served, and where in its JSON.
    public init(mocks: [Mock] = [], options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.options = options
        let table = MockTable(defaultNamespace: options.namespace)
        self.mocks = Mutex(Mocks(table: table, files: options.templateFiles))
        runs = Runs(keepsChanges: options.storesChanged != nil)
        seeds = SeedSource(seed: options.seed)
        renderer = ReplyRenderer(options: options)
        try replaceMocks(mocks)
    }

    /// What the mocks answer. Counts a use, moves sequences and writes stores when a mock matches.
    ///
    /// - Parameter run: whose stores, sequences and limits are meant.
    public func answer(_ request: IncomingRequest, run: RunID = .shared) -> ReplayOutcome {
        let run = runs.state(of: run)
        let lookup = MockLookup(request: request, now: options.clock, bodyLimit: options.bodyLimit, run: run)
        let method = request.head.method
        var result = lookup.firstMatch(of: candidates(for: request, method: method))
        if case .none = result, method == "HEAD" {
            // A HEAD request that no mock names is answered as GET.
            result = lookup.firstMatch(of: candidates(for: request, method: "GET"))
        }
        switch result {
        case .wantBody: return .wantBody
        case .matched(let match):
            var answer = rendered(match, for: request, in: run)
            answer.run = run.id
            answer.origin = match.mock.origin
            return .answered(answer)
        case .none: return .missed(nearMisses(of: request).report(request, lookup: lookup))
        }
    }

    private func candidates(for request: IncomingRequest, method: String) -> [MockTable.Entry] {
        mocks.withLock { $0.table.candidates(for: request, method: method) }
    }

    private func nearMisses(of request: IncomingRequest) -> NearMissSearch {
        let path = RequestPath.bytes(of: request.head.target)
        return mocks.withLock { mocks in
            NearMissSearch(
                neighbours: mocks.table.neighbours(of: request),
                others: mocks.table.nearest.resembling(path)
            )
        }
    }

    private func rendered(_ match: MockMatch, for request: IncomingRequest, in run: RunState) -> ReplayAnswer {
        let mock = match.mock
        let seed = seeds.seed(mock: mock.id, use: match.use)
        let reply = mock.reply.reply(ofUse: match.use) { Chance(seed: seed, stream: 1) }
        if let answer = renderer.finishedAnswer(of: mock, reply) { return answer }
        var context = context(of: mock, match.view, seed: seed)
        let rendering = Rendering(
            mock: mock,
            reply: reply,
            exchange: request.id,
            seed: seed,
            run: run,
            prefixLength: match.prefixLength
        )
        guard case .proxy(let proxy) = mock.reply else {
            var answer = alone(with: run, mock, &context) { renderer.answer(rendering, in: &$0) }
            if answer.jobs.contains(where: \.isExtracted) {
                stage(&answer, AnswerScene(rendering, match, request, answer.answer, mockStore: context.mockStore))
            }
            return answer
        }
        return alone(with: run, mock, &context) { context in
            let plan = renderer.plan(proxy, rendering, in: &context)
            var answer = ReplayAnswer(answer: Answer(status: 502), mock: mock.id, namespace: mock.namespace)
            answer.unresolved = context.takeUnresolved()
            answer.proxied = ProxiedAnswer(plan, match, request, rendering, mockStore: context.mockStore)
            return answer
        }
    }

    /// What follows when the host has answered that a mock let answer: extractions from the response, and the callbacks
    /// that it fires.
    ///
    /// - Parameter answer: what the host said.
    public func followUp(_ pending: ProxiedAnswer, _ answer: Answer) -> ReplayAnswer {
        let view = RequestView(
            head: pending.request.head,
            content: pending.request.decodedBody(limit: options.bodyLimit)
        )
        view.pathParameters = pending.parameters
        var context = context(of: pending.mock, view, seed: pending.seed &+ 1)
        context.mockStore = pending.mockStore
        let rendering = Rendering(
            mock: pending.mock,
            reply: nil,
            exchange: pending.request.id,
            seed: pending.seed,
            run: pending.run,
            prefixLength: 0
        )
        var answer = answer
        answer.body = decoded(answer.body, by: answer.fields, limit: options.bodyLimit)
        var result = alone(with: pending.run, pending.mock, &context) {
            renderer.followUp(answer, rendering, in: &$0)
        }
        result.run = pending.run.id
        return result
    }

    func context(of mock: CompiledMock, _ view: RequestView, seed: UInt64) -> RenderContext {
        RenderContext(
            request: view,
            namespace: mock.namespace,
            chain: mock.source.chainID,
            clock: options.clock,
            chance: Chance(seed: seed)
        )
    }

    /// Renders with the run's stores at hand. Extracting, rendering and extracting again are one step: no other request
    /// sees or changes what lies between.
    func alone<Result: Sendable>(
        with run: RunState,
        _ mock: CompiledMock,
        _ context: inout RenderContext,
        _ render: (inout RenderContext) -> Result
    ) -> Result {
        guard mock.needs.contains(.stores) else { return render(&context) }
        return run.stores.withLock { stores in
            swap(&context.stores, &stores)
            defer { swap(&context.stores, &stores) }
            let answer = render(&context)
            tell(context.stores.takeChanges(), of: run.id)
            return answer
        }
    }

    private func tell(_ changes: [Stores.Change], of run: RunID) {
        if !changes.isEmpty { options.storesChanged?(run, changes) }
    }
}

/// Which mocks there are.
extension ReplayEngine {
    /// Facts about a mock that was served before.
    public struct Past: Sendable {
        /// When it dies, whatever its `ttl` says; nil leaves it to that.
        public var expiresAt: Timestamp?
        /// How many uses are gone.
        public var uses: Int
        /// When the last of them was.
        public var lastUsedAt: Timestamp?

        /// A past; none unless something is given.
        public init(expiresAt: Timestamp? = nil, uses: Int = 0, lastUsedAt: Timestamp? = nil) {
            (self.expiresAt, self.uses, self.lastUsedAt) = (expiresAt, uses, lastUsedAt)
        }
    }

    /// Compiles a mock as if it were to be served, and changes nothing.
    public func check(_ mock: Mock) throws(ReplayError) {
        let files = mocks.withLock { $0.files }
        _ = try compiled(mock, CompiledMock.Storing(at: options.clock.now, files: files))
    }

    /// Serves a mock, in place of the one with its id, whose age it takes over. Requests that are being answered finish
    /// with the old one.
    ///
    /// - Throws: where it cannot be served; then nothing has changed.
    public func put(_ mock: Mock, past: Past = Past()) throws(ReplayError) {
        let (files, known, serial) = mocks.withLock { mocks in
            mocks.nextSerial += 1
            return (mocks.files, mocks.table[mock.id], mocks.nextSerial)
        }
        let made = try compiled(
            mock,
            CompiledMock.Storing(
                at: options.clock.now,
                expiresAt: past.expiresAt,
                uses: past.uses,
                lastUsedAt: past.lastUsedAt,
                age: known?.age ?? serial,
                serial: serial,
                files: files
            )
        )
        mocks.withLock { $0.table.put(made) }
    }

    /// Serves many mocks, as at a start, each newer than the one before. The cores share the compiling.
    ///
    /// - Returns: what keeps some of them from being served; the others are.
    public func put(all list: [(mock: Mock, past: Past)]) -> [ReplayError] {
        let (files, first) = mocks.withLock { mocks in
            defer { mocks.nextSerial += list.count }
            return (mocks.files, mocks.nextSerial + 1)
        }
        let made = Mutex([Result<CompiledMock, ReplayError>?](repeating: nil, count: list.count))
        DispatchQueue.concurrentPerform(iterations: (list.count + Self.partSize - 1) / Self.partSize) { part in
            for index in part * Self.partSize..<min(list.count, (part + 1) * Self.partSize) {
                let storing = CompiledMock.Storing(
                    at: options.clock.now,
                    expiresAt: list[index].past.expiresAt,
                    uses: list[index].past.uses,
                    lastUsedAt: list[index].past.lastUsedAt,
                    age: first + index,
                    serial: first + index,
                    files: files
                )
                let result = Result { () throws(ReplayError) in try compiled(list[index].mock, storing) }
                made.withLock { $0[index] = result }
            }
        }
        let results = made.withLock { $0 }
        var errors: [ReplayError] = []
        mocks.withLock { mocks in
            for case let result? in results {
                switch result {
                case .success(let mock): mocks.table.put(mock)
                case .failure(let error): errors.append(error)
                }
            }
        }
        return errors
    }

    /// Small enough that all cores end at nearly the same time.
    private static let partSize = 256

    /// Serves a mock no longer.
    public func remove(_ id: MockID) { mocks.withLock { _ = $0.table.remove(id) } }

    /// Swaps all mocks at once; requests that are being answered finish with the old ones. A mock that stays as it
    /// was keeps its uses; stores keep their values. Later mocks count as newer.
    ///
    /// - Throws: the first mock that cannot be served; then nothing has changed.
    public func replaceMocks(_ list: [Mock]) throws(ReplayError) {
        let (files, before, first) = mocks.withLock { mocks in
            defer { mocks.nextSerial += list.count }
            return (mocks.files, mocks.table, mocks.nextSerial + 1)
        }
        var made: [CompiledMock] = []
        for (index, mock) in list.enumerated() {
            let known = before[mock.id].flatMap { $0.source == mock ? $0 : nil }
            made.append(
                try compiled(
                    mock,
                    CompiledMock.Storing(
                        at: options.clock.now,
                        expiresAt: known?.expiry,
                        uses: known?.uses.count ?? 0,
                        lastUsedAt: known?.uses.lastAt,
                        age: first + index,
                        serial: first + index,
                        files: files
                    )
                )
            )
        }
        let table = MockTable(made, defaultNamespace: options.namespace)
        mocks.withLock { mocks in (mocks.table, mocks.order) = (table, list.map(\.id)) }
    }

    /// Takes other template files, and compiles the mocks anew that name them.
    ///
    /// - Returns: the mocks that can no longer be served as they should, with the reason; they stay as they were.
    @discardableResult public func replaceTemplateFiles(_ files: TemplateFiles) -> [ReplayError] {
        let naming = mocks.withLock { mocks in
            mocks.files = files
            return mocks.table.all.filter(\.readsFiles)
        }
        var errors: [ReplayError] = []
        for mock in naming {
            let past = Past(expiresAt: mock.expiry, uses: mock.uses.count, lastUsedAt: mock.uses.lastAt)
            do throws(ReplayError) { try put(mock.source, past: past) } catch { errors.append(error) }
        }
        return errors
    }

    private func compiled(_ mock: Mock, _ storing: CompiledMock.Storing) throws(ReplayError) -> CompiledMock {
        var storing = storing
        storing.namespace = options.namespace
        do throws(PlacedError) {
            return try CompiledMock(mock, storing)
        } catch {
            throw ReplayError(mock: mock.id, path: error.path, reason: error.reason)
        }
    }
}

/// What requests have left behind.
extension ReplayEngine {
    /// The mocks that no request has matched yet, in the order given.
    public var unusedMocks: [MockID] { useCounts.filter { $0.uses == 0 }.map(\.mock) }

    /// How many requests each mock has answered, in the order given.
    public var useCounts: [(mock: MockID, uses: Int)] {
        mocks.withLock { mocks in mocks.order.map { ($0, mocks.table[$0]?.uses.count ?? 0) } }
    }

    /// How often a mock was used by requests that name no run, and when last.
    public func uses(of id: MockID) -> (count: Int, lastAt: Timestamp?) {
        let uses = mocks.withLock { $0.table[id]?.uses }
        return (uses?.count ?? 0, uses?.lastAt)
    }

    /// How often each mock was used by requests that name no run, in no order.
    public var usesOfAll: [(mock: MockID, uses: Int, lastAt: Timestamp?)] {
        mocks.withLock { mocks in mocks.table.all.map { ($0.id, $0.uses.count, $0.uses.lastAt) } }
    }

    /// The runs that requests have named.
    public var namedRuns: [RunID] { runs.ids }

    /// Reads and changes the stores of a run; no request is rendered meanwhile that looks at them.
    public func withStores<Result: Sendable>(
        of run: RunID = .shared,
        _ body: @Sendable (inout Stores) -> Result
    ) -> Result {
        let run = runs.state(of: run)
        return run.stores.withLock { stores in
            let result = body(&stores)
            tell(stores.takeChanges(), of: run.id)
            return result
        }
    }

    /// Stores, sequences and limits of a run as if no request had come.
    public func reset(_ run: RunID) {
        withStores(of: run) { stores in for place in stores.places { stores.removeAll(in: place) } }
        runs.state(of: run).resetUses()
        guard run == .shared else { return runs.forget(run) }
        let all = mocks.withLock { $0.table.all.map(\.uses) }
        for uses in all { uses.reset() }
    }
}
