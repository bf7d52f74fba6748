public import Model

/// Turns one recording into mocks: attribution, inference, and the report of what was found.
///
/// Pure: the same recording gives the same mocks, byte for byte, on every machine.
public struct RecordingBuilder: Sendable {
    private let hash: ContentHash
    private let isExact: Bool

    /// A builder.
    ///
    /// - Parameters:
    ///   - hash: names mocks by their content.
    ///   - isExact: turns all generalising off: every recorded request gets its recorded answer.
    public init(hash: ContentHash, isExact: Bool = false) { (self.hash, self.isExact) = (hash, isExact) }

    /// Builds the mocks of a recording.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - messages: all observed messages, in any order.
    ///   - pins: attributions that a person decided; they win over what is inferred.
    public func build(
        _ exchanges: [Exchange],
        messages: [ObservedMessage] = [],
        pins: [Attribution] = []
    ) -> BuildResult {
        let exchanges = exchanges.sorted { $0.id < $1.id }
        var report = BuildReport()
        // Attribution reads what it needs and lets go of it before everything is taken apart for inference.
        let shapes = PathShapes(exchanges, names: isExact ? [] : Self.namesOfThings(exchanges))
        let callbacks = ObservedCallback.all(exchanges, messages)
        let deliveries = DeliveryGrouping.deliveries(callbacks)
        let attributions = Attributor().attribute(exchanges, deliveries, pins: pins, shapes: shapes)
        var samples = read(exchanges, &report)
        let caused = Self.caused(deliveries, attributions)
        for index in samples.indices { samples[index].deliveries = caused[samples[index].exchange.id] ?? [] }
        report.count(callbacks, deliveries, attributions)
        report.notes += MessageNotes(messages).lines
        var groups = RouteGrouping(shapes: shapes, isExact: isExact).groups(samples)
        samples = []
        let shared = isExact ? [] : Owners.shared(groups)
        for number in groups.indices { groups[number].ownedCollections = shared }
        let store = isExact ? ThingStore() : ThingStore(groups)
        let lists = isExact ? ListIndex() : ListIndex(groups, store)
        let facts = isExact ? TimeFacts() : TimeFacts(groups)
        var drafts: [MockDraft] = []
        for number in groups.indices {
            let use = isExact ? nil : store.fill(&groups[number], number)
            if !isExact { store.relate(&groups[number], besides: use) }
            lists.fill(&groups[number], number)
            let reader = use.map { StoreSpelling.reader($0, groups[number]) } ?? ""
            groups[number].store = reader
            drafts += GroupBuilder(group: groups[number], store: reader, isExact: isExact, facts: facts).drafts()
            groups[number].samples = []
        }
        StoreSpelling.keepOnlyWhatIsRead(&drafts)
        return finish(drafts, attributions, report)
    }

    private func read(_ exchanges: [Exchange], _ report: inout BuildReport) -> [Sample] {
        var samples: [Sample] = []
        var codings: [String: Int] = [:]
        for exchange in exchanges where exchange.kind != .webhook {
            guard exchange.kind == .exchange, let sample = Sample(exchange) else {
                report.skipped.append(Self.reasonToSkip(exchange))
                continue
            }
            if exchange.response?.body.isTruncated == true {
                report.notes.append(
                    "exchange \(exchange.id): the response was longer than was kept; the mock answers its beginning"
                )
            }
            if let coding = sample.responseFields.first("Content-Encoding") { codings[coding, default: 0] += 1 }
            samples.append(sample)
        }
        for (coding, count) in codings.sorted(by: { $0.key < $1.key }) {
            report.notes.append(
                "\(Count.words(count, "response")) coded with \(coding): the mocks answer plain content"
            )
        }
        return samples
    }

    private static func reasonToSkip(_ exchange: Exchange) -> String {
        let name = "exchange \(exchange.id): \(exchange.request.method) \(exchange.origin)\(exchange.request.target)"
        if exchange.kind == .tunnel { return "\(name): a tunnel, its bytes passed unread" }
        if let upgrade = exchange.upgrade { return "\(name): switched to \(upgrade.name)" }
        return "\(name): \(exchange.failure?.reason ?? "it has no response")"
    }

    /// The deliveries that each exchange caused, in order of time.
    static func caused(
        _ deliveries: [ObservedDelivery],
        _ attributions: [Attribution]
    ) -> [ExchangeID: [ObservedDelivery]] {
        let causes = Dictionary(attributions.map { ($0.webhook, $0.cause) }) { first, _ in first }
        var result: [ExchangeID: [ObservedDelivery]] = [:]
        for delivery in deliveries {
            if let cause = causes[delivery.first.id] ?? nil { result[cause, default: []].append(delivery) }
        }
        return result
    }

    /// Texts of requests that change something, and ids in their answers: a path segment that is one of them names a thing.
    static func namesOfThings(_ exchanges: [Exchange]) -> Set<String> {
        var result: Set<String> = []
        let collections = collections(exchanges)
        for exchange in exchanges
        where exchange.kind == .exchange && !Sample.safeMethods.contains(exchange.request.method) {
            guard let sample = Sample(exchange) else { continue }
            sample.request?
                .visit { path, value in
                    guard path.steps.count <= 3, let text = value.string, text.utf8.count <= 64, Rarity.bits(text) >= 4,
                        path.name.map(ThingKey.isName) == true || !collections.contains(text)
                    else { return }
                    result.insert(text.lowercased())
                }
            guard case .json(let json) = sample.response else { continue }
            json.visit { path, value in
                guard (1...3).contains(path.steps.count), let name = path.name, ThingKey.isName(name),
                    let text = value.string,
                    text.utf8.count <= 64, Rarity.bits(text) >= 12
                else { return }
                result.insert(text.lowercased())
            }
        }
        return result
    }

    /// Segments that ids follow, or under which things are made: a request that tells the type of its thing
    /// (`"type": "articles"`) names no thing by it.
    private static func collections(_ exchanges: [Exchange]) -> Set<String> {
        var result: Set<String> = []
        for exchange in exchanges where exchange.kind == .exchange {
            let segments = RequestTarget(exchange.request.target).path.split(separator: "/").map(String.init)
            for (word, next) in zip(segments, segments.dropFirst()) where RouteShape.isIdentifier(next) {
                result.insert(PercentEncoding.decoded(word))
            }
            if exchange.request.method == "POST", let last = segments.last {
                result.insert(PercentEncoding.decoded(last))
            }
        }
        return result
    }

    private func finish(
        _ drafts: [MockDraft],
        _ attributions: [Attribution],
        _ report: BuildReport
    ) -> BuildResult {
        var report = report
        var names = MockNames(hash: hash)
        var result: [(mock: Mock, draft: MockDraft)] = drafts.map { draft in
            var mock = draft.mock()
            mock.id = names.id(of: mock)
            return (mock, draft)
        }
        result.sort { MockNames.isBefore($0.mock, $1.mock) }
        report.exchangeCount = drafts.reduce(0) { $0 + $1.exchanges.count }
        report.mocks = result.map { BuildReport.MockLine($0.mock, $0.draft) }
        return BuildResult(mocks: result.map(\.mock), attributions: attributions, report: report)
    }
}

/// What came of a recording.
public struct BuildResult: Sendable {
    /// The mocks, ordered by host, route, method and conditions.
    public var mocks: [Mock]
    /// One for each observed webhook and message, in order of their ids; `cause` is nil where nothing explains it.
    public var attributions: [Attribution]
    /// What was found, for people.
    public var report: BuildReport
}
