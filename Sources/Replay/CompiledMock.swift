internal import Model
internal import Templating

/// A mock ready to be used: route, conditions and templates compiled, uses counted.
final class CompiledMock: Sendable {
    let source: Mock
    let id: MockID
    /// `pathPrefix` and route together.
    let route: Route
    /// The host it is bound to, without the port that its scheme implies.
    let host: Authority?
    /// The system in whose place it answers, as far as it names one.
    let origin: Origin?
    let matcher: MatcherTest
    let reply: CompiledReplies
    let callbacks: [CompiledCallback]
    let extractions: [CompiledExtraction]
    let mockStore: [(key: String, value: JSONTemplate)]
    let namespace: String
    /// When it dies; nil for never.
    let expiry: Timestamp?
    /// The uses of all requests that name no run.
    let uses: MockUses
    /// How often it may be used, in each run.
    let useLimit: Int
    /// Its age: grows with each mock that is stored, and stays when a mock is replaced.
    let age: Int
    /// Tells it apart from the mock that it replaced.
    let serial: Int
    /// Whether parts of it stand in template files.
    let readsFiles: Bool
    /// What its templates look at, all together.
    let needs: TemplateNeeds
    /// Whether the answer may hold what a callback's receiver says, and so is rendered after those that it waits for.
    let answersAfterCallbacks: Bool
    /// Whether a condition or a template looks at the route's parameters.
    let readsParameters: Bool

    init(_ mock: Mock, _ storing: Storing) throws(PlacedError) {
        (source, id) = (mock, mock.id)
        let namespace = mock.namespace ?? storing.namespace
        let files = FilesInUse(files: storing.files, namespace: namespace)
        guard let route = Route(Self.fullRoute(of: mock)) else {
            throw PlacedError(path: "$.http.route", reason: "\"*\" may stand only at the end of a route")
        }
        self.route = route
        host = mock.http.host.map { host in mock.http.scheme.map { host.normalized(for: $0) } ?? host }
        origin = mock.http.scheme.flatMap { scheme in mock.http.host.map { Origin(scheme: scheme, authority: $0) } }
        matcher = try MatcherTest(mock.http, files)
        reply = try CompiledReplies(mock.reply, files)
        callbacks = try CompiledCallback.compile(mock.callbacks, path: "$.webhooks")
        extractions = try CompiledExtraction.compile(mock.extractions)
        mockStore = try Self.store(mock.mockStore)
        self.namespace = namespace
        readsFiles = !mock.fileNames.isEmpty
        expiry = storing.expiresAt ?? mock.ttl.map { storing.at + .seconds($0) }
        useLimit = reply.limit(with: mock.useLimit)
        uses = MockUses(limit: useLimit, taken: storing.uses, lastAt: storing.lastUsedAt)
        (age, serial) = (storing.age, storing.serial)
        answersAfterCallbacks = callbacks.contains { !$0.config.isAsync && !$0.extractions.isEmpty }
        needs = Self.needs(reply.needs.union(matcher.needs), callbacks, extractions, mockStore)
        let rendersNothing = reply.isConstant && callbacks.isEmpty && extractions.isEmpty
        readsParameters = route.hasParameters && !(rendersNothing && matcher.head.isEmpty && matcher.when.isEmpty)
    }

    /// The segments of `/stubs/NAMESPACE`, under which Mockarty serves a mock as well.
    var stubPrefix: [[UInt8]] { [Array("stubs".utf8), Array(namespace.utf8)] }

    /// The facts with which a mock is stored.
    struct Storing {
        /// What it belongs to when it names no namespace.
        var namespace = "default"
        /// When.
        var at: Timestamp
        /// When it dies, whatever its `ttl` says.
        var expiresAt: Timestamp?
        /// How many uses are gone already.
        var uses = 0
        var lastUsedAt: Timestamp?
        var age = 0
        var serial = 0
        var files = TemplateFiles()
    }

    /// Whether it is tried before another.
    func precedes(_ other: CompiledMock) -> Bool {
        if source.priority != other.source.priority { return source.priority > other.source.priority }
        if (host == nil) != (other.host == nil) { return host != nil }
        if route.isMoreSpecific(than: other.route) { return true }
        if other.route.isMoreSpecific(than: route) { return false }
        if matcher.count != other.matcher.count { return matcher.count > other.matcher.count }
        return age > other.age
    }

    /// Method, host and route as people read them.
    var summary: String {
        let method = source.http.method ?? "ANY"
        let scheme = source.http.scheme.map { "\($0.rawValue)://" } ?? ""
        return "\(method) \(host.map { scheme + $0.description } ?? "")\(Self.fullRoute(of: source))"
    }

    private static func fullRoute(of mock: Mock) -> String {
        guard let prefix = mock.pathPrefix?.trimmedSlashes, !prefix.isEmpty else { return mock.http.route }
        return "/\(prefix)\(mock.http.route)"
    }

    private static func store(
        _ members: [JSONObject.Member]
    ) throws(PlacedError) -> [(key: String, value: JSONTemplate)] {
        var store: [(key: String, value: JSONTemplate)] = []
        for member in members {
            store.append((member.name, try compiledJSON(member.value, path: "$.mStore.\(member.name)")))
        }
        return store
    }

    private static func needs(
        _ reply: TemplateNeeds,
        _ callbacks: [CompiledCallback],
        _ extractions: [CompiledExtraction],
        _ store: [(key: String, value: JSONTemplate)]
    ) -> TemplateNeeds {
        var needs = reply
        for callback in callbacks { needs.formUnion(callback.needs) }
        for extraction in extractions { needs.formUnion(extraction.needs) }
        for entry in store { needs.formUnion(entry.value.needs) }
        return needs
    }
}

extension String {
    /// Without slashes around it.
    fileprivate var trimmedSlashes: String {
        var text = self[...]
        while text.first == "/" { text.removeFirst() }
        while text.last == "/" { text.removeLast() }
        return String(text)
    }
}

/// Compiles a text, with its JSON path in the error.
func compiledText(_ text: String, path: String) throws(PlacedError) -> Template {
    do throws(TemplateError) {
        return try Template(text)
    } catch {
        throw PlacedError(path: path, reason: error.description)
    }
}

/// Compiles a value, with its JSON path in the error.
func compiledJSON(_ value: JSON, path: String) throws(PlacedError) -> JSONTemplate {
    do throws(JSONTemplateError) {
        return try JSONTemplate(value)
    } catch {
        throw PlacedError(path: path + error.path, reason: error.error.description)
    }
}
