public import Model
internal import Synchronization
public import Templating

/// Answers requests from mocks: (request, mocks, state, clock, chance) → answer.
///
/// Does no I/O and never waits; any number of threads may call it at once. Mocks are tried in the order of their
/// priority (higher first), then those that name the host, then static segments before parameters, then more
/// conditions, then the newest. A mock that names another host than an origin-form request is tried after all others.
public final class ReplayEngine: Sendable {
    private let options: ReplayOptions
    private let table: Mutex<MockTable>
    private let stores = Mutex(Stores())
    private let seeds: SeedSource
    private let renderer: ReplyRenderer

    /// Compiles every route, condition and template.
    ///
    /// - Throws: the first mock that cannot be served, and where in its JSON.
    public init(mocks: [Mock], options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.options = options
        table = Mutex(try Self.compiled(mocks, options: options, previous: nil))
        seeds = SeedSource(seed: options.seed)
        renderer = ReplyRenderer(options: options)
    }

    /// What the mocks answer. Counts a use, moves sequences and writes stores when a mock matches.
    public func answer(_ request: IncomingRequest) -> ReplayOutcome {
        let table = table.withLock { $0 }
        let candidates = table.candidates(for: request)
        let lookup = MockLookup(request: request, now: options.clock, bodyLimit: options.bodyLimit)
        switch lookup.firstMatch(of: candidates, in: table) {
        case .wantBody: return .wantBody
        case .matched(let match): return .answered(rendered(match, for: request))
        case .none: return .missed(table.nearest.report(request, candidates: candidates, in: table, lookup: lookup))
        }
    }

    private func rendered(_ match: MockMatch, for request: IncomingRequest) -> ReplayAnswer {
        let mock = match.mock
        let seed = seeds.seed(mock: mock.id, use: match.use)
        let reply = mock.reply.reply(ofUse: match.use) { Chance(seed: seed, stream: 1) }
        if let answer = renderer.finishedAnswer(of: mock, reply) { return answer }
        var context = RenderContext(
            request: match.view,
            namespace: mock.namespace,
            chain: mock.source.chainID,
            clock: options.clock,
            chance: Chance(seed: seed)
        )
        let rendering = Rendering(mock: mock, reply: reply, exchange: request.id, seed: seed)
        guard mock.needs.contains(.stores) else { return renderer.answer(rendering, in: &context) }
        // Extracting, rendering and extracting again are one step: no other request sees or changes what lies
        // between.
        return stores.withLock { stores in
            swap(&context.stores, &stores)
            defer { swap(&context.stores, &stores) }
            return renderer.answer(rendering, in: &context)
        }
    }

    /// Swaps all mocks at once; requests that are being answered finish with the old ones. A mock that stays as it
    /// was keeps its uses and its age; stores keep their values.
    ///
    /// - Throws: the first mock that cannot be served; then nothing has changed.
    public func replaceMocks(_ mocks: [Mock]) throws(ReplayError) {
        let previous = table.withLock { $0 }
        let next = try Self.compiled(mocks, options: options, previous: previous)
        table.withLock { $0 = next }
    }

    private static func compiled(
        _ mocks: [Mock],
        options: ReplayOptions,
        previous: MockTable?
    ) throws(ReplayError) -> MockTable {
        let known = Dictionary((previous?.mocks ?? []).map { ($0.id, $0) }) { first, _ in first }
        let now = options.clock.now
        var compiled: [CompiledMock] = []
        for mock in mocks {
            if let old = known[mock.id], old.source == mock {
                compiled.append(old)
                continue
            }
            do throws(PlacedError) {
                compiled.append(try CompiledMock(mock, options: options, storedAt: now))
            } catch {
                throw ReplayError(mock: mock.id, path: error.path, reason: error.reason)
            }
        }
        return MockTable(compiled)
    }
}

extension ReplayEngine {
    /// The mocks that no request has matched yet, in the order given.
    public var unusedMocks: [MockID] { useCounts.filter { $0.uses == 0 }.map(\.mock) }

    /// How many requests each mock has answered, in the order given.
    public var useCounts: [(mock: MockID, uses: Int)] {
        let table = table.withLock { $0 }
        let counts = Dictionary(table.mocks.map { ($0.id, $0.uses.count) }) { first, _ in first }
        return table.order.map { ($0, counts[$0] ?? 0) }
    }

    /// A copy of the stores.
    public var storedValues: Stores { stores.withLock { $0 } }

    /// Reads and changes the stores; no request is rendered meanwhile that looks at them.
    public func withStores<Result: Sendable>(_ body: @Sendable (inout Stores) -> Result) -> Result {
        stores.withLock { body(&$0) }
    }
}
