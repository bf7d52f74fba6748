internal import Model
internal import Storage

/// Who may do what in a namespace.
struct MemberEndpoints: Sendable {
    let accounts: Accounts
    let events: EventWebhooks

    /// Clients of two generations ask under two paths.
    private static let paths = [
        "/api/v1/namespaces/{namespace}/users", "/api/v1/namespaces/{namespace}/settings/users",
    ]

    var table: [Endpoint] {
        Self.paths.flatMap { path in
            [
                Endpoint("GET", path, .viewer, list)
                    .about("Lists the members of a namespace.", gives: Self.list),
                Endpoint("POST", path, .owner, add)
                    .about(
                        "Adds a user to a namespace, or changes the role.",
                        note: """
                            `userId` is an id or a login, `role` one of viewer, editor and owner; `admin` is read as \
                            `owner`.
                            """,
                        takes: Self.addition,
                        gives: Self.member
                    ),
                Endpoint("DELETE", path + "/{user}", .owner, remove)
                    .about("Takes a user out of a namespace.", gives: .done),
                Endpoint("PUT", path + "/{user}", .owner, setRole)
                    .about("Changes what a member may do.", takes: Self.role, gives: Self.member),
                Endpoint("PUT", path + "/{user}/role", .owner, setRole)
                    .about(
                        "Changes what a member may do.",
                        takes: Self.role,
                        gives: Self.member
                    ),
            ]
        }
    }

    private static let role = Shape("MemberRole", [.required("role", .text)])
    private static let addition = Shape("NewMember", [.required("userId", .text), .required("role", .text)])
    private static let member = Shape(
        "Member",
        [
            .required("userId", .text), .required("username", .text), .required("email", .text),
            .required("role", .text), .required("namespace", .text),
        ]
    )
    private static let list = Shape(
        "MemberList",
        [.required("users", .list(member)), .required("items", .list(member)), .required("total", .integer)]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try checkedNamespace(request.hole("namespace"))
        let rows = JSON.array(accounts.members(of: namespace).map { .object(row($0.user, $0.role, namespace)) })
        return .json(200, ["users": rows, "items": rows, "total": .int(rows.array?.count ?? 0)])
    }

    @Sendable private func add(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let (id, other) = (try members.text("userId"), try members.text("user_id"))
        guard let name = id ?? other else { throw .invalid("\"userId\" is missing or empty") }
        return try save(try accounts.user(name), try role(members), request)
    }

    @Sendable private func setRole(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try member(request)
        return try save(user, try role(request.members()), request)
    }

    private func save(_ user: StoredUser, _ role: Role, _ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try checkedNamespace(request.hole("namespace"))
        let isNew = try accounts.add(user, to: namespace, as: role)
        var answer = row(user, role, namespace)
        if isNew {
            let facts: JSONObject = ["user": .object(answer)]
            events.fire(.userAddToNamespace, in: namespace, by: request.caller, subject: user.login, facts)
            var told: JSONObject = ["namespace": .string(namespace)]
            told.members += facts.members
            events.fire(.namespaceUserAdd, by: request.caller, subject: user.login, told)
        }
        (answer["success"], answer["message"]) = (true, isNew ? "user added" : "role changed")
        return .json(isNew ? 201 : 200, .object(answer))
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try member(request)
        _ = try accounts.remove(user, from: request.hole("namespace"))
        return .done("user \"\(user.login)\" is no member any more")
    }

    private func member(_ request: AdminRequest) throws(Refusal) -> StoredUser {
        let (name, namespace) = (request.hole("user"), request.hole("namespace"))
        let all = accounts.members(of: namespace).map(\.user)
        guard let user = all.first(where: { $0.id == name || $0.login == name.lowercased() }) else {
            throw .missing("the namespace \(namespace) has no member \"\(name)\"")
        }
        return user
    }

    private func role(_ members: Members) throws(Refusal) -> Role {
        let name = try members.neededText("role")
        guard let role = Role(ofMember: name) else {
            throw .invalid("\"role\" should be one of viewer, editor, owner, not \"\(name)\"")
        }
        return role
    }

    private func row(_ user: StoredUser, _ role: Role, _ namespace: String) -> JSONObject {
        [
            "userId": .string(user.id), "id": .string(user.id), "username": .string(user.login),
            "login": .string(user.login), "email": .string(user.email), "role": .string(role.name),
            "namespace": .string(namespace),
        ]
    }
}
