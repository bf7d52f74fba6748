internal import Model
internal import Storage

/// `/api/v1/undefined-requests` of `serve`: the requests that no mock answered, and mocks made of them.
struct UndefinedEndpoints: Sendable {
    let misses: any MissServing
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/undefined-requests", .viewer, list)
                .about(
                    "Lists the requests that no mock answered, the newest first.",
                    note: """
                        `X-Namespace` does not restrict: a request to a bare path belongs to no client's namespace. \
                        Of a replay run it has no more than id, method, path, counts, times and the nearest mocks.
                        """,
                    asks: [.namespace, Parameter("ignored", .flag, "only those that are marked, or only the others")]
                        + .page,
                    gives: .undefinedRequestList
                )
                .reaching(.filtered),
            Endpoint("GET", "/api/v1/undefined-requests/{id}", .viewer, one)
                .about("One of them.", gives: .undefinedRequest)
                .reaching(ofOne),
            Endpoint("PATCH", "/api/v1/undefined-requests/{id}/ignore", .editor, ignore)
                .about("Marks one as nothing that people want to see.", gives: .undefinedRequest)
                .reaching(ofOne),
            Endpoint("DELETE", "/api/v1/undefined-requests", .editor, remove)
                .about("Forgets some.", takes: Shape("IDs", [.required("ids", .list(.text))]), gives: .done)
                .reaching(.of("the requests' namespaces", named)),
            Endpoint("DELETE", "/api/v1/undefined-requests/all", .editor, removeAll)
                .about("Forgets all, or all of a namespace.", asks: .namespace, gives: .done)
                .reaching(.filtered),
            Endpoint("POST", "/api/v1/undefined-requests/{id}/create-mock", .editor, createMock)
                .about(
                    "Makes a mock of one, with what the body says.",
                    note: """
                        A mock of its method and path that answers 200, with the body (or its `mockData`) laid over \
                        that. The mock stands at the top and under `mock`.
                        """,
                    takes: Self.wanted,
                    gives: .savedMock
                )
                .reaching(ofOne),
            Endpoint("POST", "/api/v1/undefined-requests/{id}/convert", .editor, createMock)
                .about(
                    "Makes a mock of one, with what the body says.",
                    note: """
                        A mock of its method and path that answers 200, with the body (or its `mockData`) laid over \
                        that. The mock stands at the top and under `mock`.
                        """,
                    takes: Self.wanted,
                    gives: .savedMock
                )
                .reaching(ofOne),
        ]
    }

    private var ofOne: Reach {
        .of("the request's namespace") { request in (try? miss(request)).map { [$0.namespace] } ?? [] }
    }

    /// The namespaces of those that the body names.
    @Sendable private func named(_ request: AdminRequest) -> [String] {
        let ids = (try? request.membersIfAny().texts("ids")).flatMap(\.self) ?? []
        return misses.misses().filter { ids.contains(String($0.id)) }.map(\.namespace)
    }

    private static let wanted = Shape("MockOfUndefined", [.optional("mockData", .mock)])

    /// `?namespace=&ignored=&offset=&limit=`. The namespace field does not count: a request to a bare path belongs to none.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page(usual: 100)
        let isIgnored = try request.flag("ignored")
        let namespace = try request.touched(request.filteredNamespace)
        let rows = misses.misses()
            .filter { miss in
                (namespace == nil || miss.namespace == namespace) && (isIgnored == nil || miss.isIgnored == isIgnored)
            }
            .sorted { ($0.lastSeen, $0.id) > ($1.lastSeen, $1.id) }
        return .json(
            200,
            [
                "requests": .array(page.of(rows).map(\.json)), "total": .int(rows.count),
                "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    private func miss(_ request: AdminRequest) throws(Refusal) -> StoredMiss {
        let text = request.hole("id")
        guard let miss = misses.misses().first(where: { String($0.id) == text }) else {
            throw .missing("no undefined request \(text); GET /api/v1/undefined-requests lists them")
        }
        return miss
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer { .json(200, try miss(request).json) }

    @Sendable private func ignore(_ request: AdminRequest) throws(Refusal) -> Answer {
        let miss = try miss(request)
        return .json(200, (misses.ignore(miss.id) ?? miss).json)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        guard let texts = try request.members().texts("ids") else { throw .invalid("\"ids\" is missing") }
        let count = misses.remove(texts.compactMap { Int64($0) })
        return .done("\(count) undefined requests forgotten", ["removed": .int(count)])
    }

    @Sendable private func removeAll(_ request: AdminRequest) throws(Refusal) -> Answer {
        let count = misses.removeAll(namespace: try request.touched(request.filteredNamespace))
        return .done("\(count) undefined requests forgotten", ["removed": .int(count)])
    }

    /// The request's method and path, answered with an empty 200, and what the body says laid over that. Some clients read
    /// the mock at the top, others under `mock`.
    @Sendable private func createMock(_ request: AdminRequest) throws(Refusal) -> Answer {
        let miss = try miss(request)
        let members = try request.membersIfAny()
        let wanted = try members.members("mockData") ?? members
        let input = MockInput(namespace: miss.namespace, now: state.clock.now, identifiers: identifiers)
        let draft = try input.draft(miss.mockJSON.merged(with: .object(wanted.object)))
        guard let saved = try catalogue.save([draft], by: request.caller).first else {
            throw .invalid("no mock stands here")
        }
        _ = misses.remove([miss.id])
        var answer = catalogue.json(saved.entry).object ?? JSONObject()
        answer.members +=
            MockEndpoints.saved(
                saved.entry,
                catalogue,
                isReplacement: saved.isReplacement,
                "mock created"
            )
            .members.dropFirst()
        answer["mockId"] = .string(saved.entry.id.rawValue)
        answer["protocol"] = "http"
        return .json(201, .object(answer))
    }
}

extension StoredMiss {
    /// The miss as clients of every generation read it; times are Unix milliseconds.
    var json: JSON {
        [
            "id": .string(String(id)), "method": .string(method), "path": .string(path), "protocol": "http",
            "host": host.map { .string($0) } ?? .null, "query": .string(query),
            "headers": .object(fields.listedObject), "body": body.isEmpty ? .null : body.adminJSON,
            "namespace": .string(namespace), "ignored": .bool(isIgnored), "hitCount": .int(hitCount),
            "count": .int(hitCount), "firstSeen": .int(firstSeen.milliseconds), "lastSeen": .int(lastSeen.milliseconds),
            "timestamp": .int(lastSeen.milliseconds), "nearest": .array(nearest.map { .string($0) }),
        ]
    }

    /// A mock that would have answered it. A segment that starts with a colon would read as a parameter, which it matches
    /// all the same.
    fileprivate var mockJSON: JSON {
        [
            "http": ["route": .string(path), "httpMethod": .string(method)],
            "response": ["statusCode": 200],
        ]
    }
}
