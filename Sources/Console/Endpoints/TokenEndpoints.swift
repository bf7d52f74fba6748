internal import Model
internal import Storage

/// `/api/v1/auth/tokens`: what programs send in a user's name. Made and taken back by people only, so that a token cannot make
/// one that may do more.
struct TokenEndpoints: Sendable {
    let accounts: Accounts
    let tokens: Tokens
    let clock: WallClock
    /// What `allowed_actions` may name besides kinds of calls.
    let endpointNames: Set<String>

    private static let path = "/api/v1/auth/tokens"

    var table: [Endpoint] {
        [
            Endpoint("GET", Self.path, .user, list)
                .about("Lists one's own tokens, never what they are.", gives: Self.list),
            Endpoint("POST", Self.path, .user, make)
                .about(
                    "Makes a token; this answer is the only one that shows it.",
                    note: "A token is `mk_` and 64 digits. The chapter says what the members restrict.",
                    takes: Self.wanted,
                    gives: Self.made
                ),
            Endpoint("DELETE", Self.path + "/{id}", .user, revoke)
                .about("Takes a token back; it opens nothing any more.", gives: .done),
        ]
        .map { $0.reaching(.server).forPeople() }
    }

    /// How long what describes a token may be, in bytes: all of it is kept in memory.
    private static let longestFacts = 16_384

    private static let wanted = Shape(
        "NewToken",
        [
            .required("name", .text), .optional("description", .text), .optional("namespace", .text),
            .optional("expires_at", .text), .optional("allowed_actions", .list(.text)),
            .optional("rate_limit_per_minute", .integer), .optional("rate_limit_per_hour", .integer),
            .optional("rate_limit_per_day", .integer), .optional("metadata", .any),
        ]
    )
    private static let info = Shape(
        "TokenInfo",
        [
            .required("id", .text), .required("name", .text), .required("hint", .text),
            .optional("namespace", .nullable(.text)),
            .optional("expires_at", .nullable(.text)), .required("created_at", .text),
            .optional("last_used_at", .nullable(.text)),
        ]
    )
    private static let list = Shape("TokenList", [.required("tokens", .list(info)), .required("total", .integer)])
    private static let made = Shape(
        "MadeToken",
        [.required("token", .text), .required("token_info", info), .required("message", .text)]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try accounts.person(request.caller)
        let rows = tokens.all(.api, of: user.id).map(json)
        return .json(200, ["tokens": .array(rows), "items": .array(rows), "total": .int(rows.count)])
    }

    @Sendable private func make(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try accounts.person(request.caller)
        let members = try request.members()
        guard let name = try members.shortText("name") else { throw .invalid("\"name\" is missing or empty") }
        let namespace = try namespace(members, request.caller)
        let (end, limits) = (try end(members), try limits(members))
        guard tokens.all(.api, of: user.id).count < Tokens.mostTokens else {
            throw .conflict("you have \(Tokens.mostTokens) tokens; revoke some that are not needed")
        }
        let made = try tokens.make(.api, for: user, name: name) { token in
            (token.namespace, token.expiresAt) = (namespace, end)
            token.limits = String(decoding: JSON.object(limits.json).serialized(), as: UTF8.self)
        }
        return .json(
            201,
            [
                "token": .string(made.text), "token_info": json(made.kept), "success": true,
                "message": "keep the token now; it is not shown again",
            ]
        )
    }

    @Sendable private func revoke(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try accounts.person(request.caller)
        let id = request.hole("id")
        guard tokens.all(.api, of: user.id).contains(where: { $0.id == id }) else {
            throw .missing("you have no token \"\(id)\"; GET \(Self.path) lists them")
        }
        try tokens.remove { $0.id == id }
        return .done("token revoked", ["id": .string(id)])
    }

    /// Only one in which the user has a role.
    private func namespace(_ members: Members, _ caller: Caller) throws(Refusal) -> String? {
        guard let namespace = try members.text("namespace") else { return nil }
        try caller.check(.viewer, in: try checkedNamespace(namespace))
        return namespace
    }

    private func end(_ members: Members) throws(Refusal) -> Timestamp? {
        guard let value = members["expires_at"] ?? members["expiresAt"] else { return nil }
        guard let end = Timestamp(text: value.textValue) else {
            throw .invalid(
                "\"expires_at\" should be an instant such as 2026-11-24T10:00:00Z, not \"\(value.textValue)\""
            )
        }
        guard end > clock.now else { throw .invalid("\"expires_at\" is past; name a later time") }
        return end
    }

    private func limits(_ members: Members) throws(Refusal) -> TokenLimits {
        var limits = TokenLimits()
        limits.description = try members.text("description") ?? ""
        if let names = try members.texts("allowed_actions"), !names.isEmpty, names != ["*"] {
            limits.actions = try AllowedActions(names, among: endpointNames)
        }
        limits.perMinute = try rate("rate_limit_per_minute", members)
        limits.perHour = try rate("rate_limit_per_hour", members)
        limits.perDay = try rate("rate_limit_per_day", members)
        limits.metadata = members["metadata"] ?? .null
        guard JSON.object(limits.json).serialized().count <= Self.longestFacts else {
            throw .invalid(
                "\"description\", \"allowed_actions\" and \"metadata\" are longer than \(Self.longestFacts) bytes"
            )
        }
        return limits
    }

    /// 0 is no limit, as clients send it.
    private func rate(_ name: String, _ members: Members) throws(Refusal) -> Int? {
        try members.integer(name, 0...1_000_000_000).flatMap { $0 == 0 ? nil : $0 }
    }

    private func json(_ token: StoredToken) -> JSON {
        var object: JSONObject = [
            "id": .string(token.id), "name": .string(token.name), "hint": .string(token.hint + "…"),
            "namespace": token.namespace.map { .string($0) } ?? .null,
            "expires_at": token.expiresAt.map { .string($0.adminText) } ?? .null,
            "created_at": .string(token.createdAt.adminText),
            "last_used_at": token.lastUsedAt.map { .string($0.adminText) } ?? .null,
            "expired": .bool(token.hasExpired(at: clock.now)),
        ]
        object.members += TokenLimits(stored: token.limits).json.members
        return .object(object)
    }
}
