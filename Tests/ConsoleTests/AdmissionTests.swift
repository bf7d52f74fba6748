import Model
import Storage
import Synchronization
import Testing

@testable import Console

/// Every endpoint with every role, held against what the table of endpoints says.
@Suite struct AdmissionTests {
    /// A team, and one of each thing in the namespace shop.
    private static func team() throws -> Team {
        let team = try Team()
        let served = team.served
        let mock: JSON = ["id": "m", "namespace": "shop", "http": ["route": "/m"], "response": [:]]
        _ = team.call("POST", "/api/v1/mocks", mock, as: "root")
        _ = team.call("POST", "/api/v1/mock-folders", ["id": "f", "name": "F", "namespace": "shop"], as: "root")
        served.journal.list.withLock { $0 = [.sample(5, namespace: "shop")] }
        served.misses.list.withLock {
            $0 = [
                StoredMiss(id: 1, namespace: "shop", method: "GET", path: "/x", firstSeen: Timestamp(seconds: 1))
            ]
        }
        let (recorder, configs) = (RecorderSessionStore(served.database), RecorderConfigStore(served.database))
        let made = Served.start
        try recorder.save(StoredSession(id: "s", namespace: "shop", name: "S", settings: [:], createdAt: made))
        try configs.save(
            StoredConfig(id: "c", namespace: "shop", name: "C", settings: [:], createdAt: made, updatedAt: made)
        )
        var delivery = Sample.delivery("d")
        delivery.job.namespace = "shop"
        served.sources.set { [delivery] in $0.deliveries = [delivery] }
        return team
    }

    /// The path with things that are there.
    private static func target(_ endpoint: Endpoint, namespace: String) -> String {
        let id =
            switch endpoint.path.text {
            case let path where path.contains("/mock-folders/"): "f"
            case let path where path.contains("/callbacks/"): "d"
            case let path where path.contains("/api/v1/requests/"): "5"
            case let path where path.contains("/undefined-requests/"): "1"
            case let path where path.contains("/users/"): "victim"
            case let path where path.contains("/recorder/"): "s"
            default: "m"
            }
        let values = [
            "namespace": namespace, "id": id, "user": "victim", "number": "1", "format": "har", "config": "c",
        ]
        let segments = endpoint.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .hole(let name), .rest(let name): values[name] ?? "x"
            }
        }
        return "/" + segments.joined(separator: "/") + "?namespace=\(namespace)"
    }

    private static let body: JSON = [
        "namespace": "shop", "mockIds": ["m"], "ids": ["1"], "sourceNamespace": "shop", "targetNamespace": "shop",
    ]

    /// What becomes of a call: its status, or 0 when it was let in and waits for something.
    private static func status(
        _ team: Team,
        _ endpoint: Endpoint,
        _ fields: FieldSection,
        naming namespace: String = "shop"
    ) -> Int {
        var body = body.object ?? JSONObject()
        body["namespace"] = .string(namespace)
        let hasBody = !["GET", "DELETE"].contains(endpoint.method) || endpoint.path.text.contains("/batch")
        var request = AdminAPI.request(
            endpoint.method,
            target(endpoint, namespace: namespace),
            hasBody ? .object(body) : nil
        )
        request.head.fields = fields
        let (box, next) = (AnswerBox(), AnswerBox())
        team.served.console.respond(to: request) { box.append($0) }
        // What is refused is refused before the next request is looked at, and once it was noted before the one after that.
        for _ in 0..<2 {
            team.served.console.respond(to: AdminAPI.request("GET", "/health/live")) { next.append($0) }
            _ = next.wait()
        }
        return box.all.first?.status ?? 0
    }

    private static let endpoints = (try? Served().endpoints) ?? []

    @Test(arguments: endpoints.indices)
    func `an endpoint answers those who may call it, and nobody else`(_ index: Int) throws {
        let team = try Self.team()
        let endpoint = Self.endpoints[index]
        for (rank, login) in [(Role.viewer, "viewer"), (.editor, "editor"), (.owner, "owner"), (.admin, "root")] {
            // The one before may have logged out.
            let session = try team.logIn(login)
            let found = Self.status(team, endpoint, Team.bearer(session))
            if rank >= endpoint.role {
                #expect(found != 401 && found != 403, "\(login): \(endpoint.name) answers \(found)")
            } else {
                #expect(found == 403, "\(login): \(endpoint.name) answers \(found)")
            }
        }
    }

    @Test func `without a token that opens something there is nothing but what is for anyone`() throws {
        let team = try Self.team()
        let expired = try team.token(of: "root", ["expires_at": "2023-11-14T23:00:00Z"])
        team.served.time.advance(by: .seconds(3_600))
        for endpoint in Self.endpoints {
            let wanted: (Int) -> Bool = { endpoint.role == .anyone ? $0 != 401 : $0 == 401 }
            for fields: FieldSection in [
                [], Team.bearer("mk_anything"), Team.bearer(expired), [("X-API-Key", expired)],
                [("Authorization", "Basic cm9vdDpjb3JyZWN0IGhvcnNl")],
            ] {
                let found = Self.status(team, endpoint, fields)
                #expect(wanted(found) || endpoint.path.text.hasSuffix("/login"), "\(endpoint.name) answers \(found)")
            }
        }
        #expect(team.served.engine.servedIDs == ["m"])
    }

    @Test func `the owner of another namespace, and a token for it, reach nothing here`() throws {
        let team = try Self.team()
        let session = Team.bearer(try team.logIn("stranger"))
        let own = Team.bearer(try team.token(of: "stranger", ["namespace": "other"]))
        // An admin's token for one namespace is as good as an owner of it.
        let admin = Team.bearer(try team.token(of: "root", ["namespace": "other"]))
        for endpoint in Self.endpoints where endpoint.role > .user {
            for fields in [session, own, admin] {
                let found = Self.status(team, endpoint, fields)
                #expect(found == 403, "\(endpoint.name) answers \(found)")
            }
        }
        #expect(team.served.engine.servedIDs == ["m"])
    }

    @Test func `naming one's own namespace does not open things of another`() throws {
        let team = try Self.team()
        let session = Team.bearer(try team.logIn("stranger"))
        let things = [
            "/mocks/{id}", "/mock-folders/{id}", "/recorder/{id}", "/configs/{config}", "/callbacks/{id}",
            "/requests/{id}", "-requests/{id}", "/batch/",
        ]
        let reaching = Self.endpoints.filter { endpoint in
            endpoint.role.isOfNamespace && things.contains(where: endpoint.path.text.contains)
        }
        #expect(reaching.count > 50)
        for endpoint in reaching {
            let found = Self.status(team, endpoint, session, naming: "other")
            #expect(found == 403, "\(endpoint.name) answers \(found)")
        }
        #expect(team.served.engine.servedIDs == ["m"])
    }

    @Test func `a mock of one's own namespace does not take the id of one elsewhere, nor does an import`() throws {
        let team = try Self.team()
        let thief: JSON = ["id": "m", "namespace": "other", "http": ["route": "/mine"], "response": [:]]
        #expect(team.call("POST", "/api/v1/mocks", thief, as: "stranger").status == 403)
        #expect(team.call("POST", "/api/v1/mocks/batch?namespace=other", [thief], as: "stranger").status == 403)
        let smuggled: JSON = ["id": "n", "namespace": "shop", "http": ["route": "/n"], "response": [:]]
        #expect(team.call("POST", "/api/v1/mocks/batch?namespace=other", [smuggled], as: "stranger").status == 403)
        team.served.outside.values.withLock { $0.imported = .success([smuggled]) }
        #expect(team.call("POST", "/api/v1/import?namespace=other", [:], as: "stranger").status == 403)
        #expect(team.call("PATCH", "/api/v1/mocks/m", ["namespace": "other"], as: "editor").status == 403)
        #expect(team.served.engine.values.withLock { $0.served.values.map(\.fullRoute) } == ["/m"])
    }

    @Test func `two namespaces in one request are both looked at`() throws {
        let team = try Self.team()
        let filter: JSON = ["filter": ["namespace": "other"], "namespace": "shop", "state": "dead"]
        #expect(team.call("POST", "/api/v1/callbacks/redeliver", filter, as: "stranger").status == 403)
        let steps: JSON = ["inOrder": [["namespace": "other"], ["namespace": "shop"]]]
        #expect(team.call("POST", "/api/v1/requests/verify", steps, as: "stranger").status == 403)
        let copy: JSON = ["sourceNamespace": "shop", "targetNamespace": "other"]
        #expect(team.call("POST", "/api/v1/namespaces/copy-mocks", copy, as: "stranger").status == 403)
        let body: JSON = ["key": "k", "value": 1, "namespace": "other"]
        #expect(team.call("POST", "/api/v1/stores/global?namespace=shop", body, as: "stranger").status == 403)
        #expect(
            team.call("POST", "/api/v1/templates/x?namespace=shop", ["namespace": "other"], as: "stranger").status
                == 403
        )
        let field: FieldSection = [("X-API-Key", try team.logIn("stranger")), ("X-Namespace", "shop")]
        let raw = team.served.answer("POST", "/api/v1/templates/x", Array(#"{"namespace":"other"}"#.utf8), field)
        #expect(raw.status == 403)
    }

    @Test func `lists of all namespaces are for admins; a token for one lists that one`() throws {
        let team = try Self.team()
        for path in ["/api/v1/mocks", "/api/v1/requests", "/api/v1/callbacks", "/api/v1/undefined-requests"] {
            #expect(team.call("GET", path, as: "owner").status == 403)
            #expect(team.call("GET", path + "?namespace=*", as: "owner").status == 403)
            #expect(team.call("GET", path + "?namespace=shop", as: "owner").body["total"] == 1)
            #expect(team.call("GET", path, as: "root").body["total"] == 1)
            let own = Team.bearer(try team.token(of: "owner", ["namespace": "shop"]))
            #expect(team.served.json("GET", path, fields: own).body["total"] == 1)
            #expect(team.served.json("GET", path + "?namespace=sandbox", fields: own).status == 403)
        }
        #expect(team.call("GET", "/api/v1/namespaces", as: "stranger").body["namespaces"] == [])
        _ = team.call("POST", "/api/v1/namespaces", ["name": "other"], as: "root")
        #expect(team.call("GET", "/api/v1/namespaces", as: "stranger").body["namespaces"] == ["other"])
    }

    @Test func `a token makes no tokens and sets no password`() throws {
        let team = try Self.team()
        let token = Team.bearer(try team.token(of: "root"))
        for endpoint in Self.endpoints where endpoint.isForPeople {
            #expect(Self.status(team, endpoint, token) == 403, "\(endpoint.name)")
        }
        #expect(Self.endpoints.count { $0.isForPeople } == 5)
    }

    @Test func `what is unauthorized says how to go on`() throws {
        let served = try Served(hasAccounts: true)
        let answer = served.answer("GET", "/api/v1/mocks")
        #expect(answer.status == 401)
        #expect(answer.fields.first("WWW-Authenticate") == "Bearer")
        let json = try JSON.parse(answer.body)
        #expect(json["code"] == "unauthorized")
        #expect(json["error"]?.string?.contains("/api/v1/auth/login") == true)
    }
}
