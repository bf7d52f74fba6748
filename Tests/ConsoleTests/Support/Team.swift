import Model
import TestSupport

@testable import Console

/// A server with accounts and somebody of each role: `root` is its admin; `viewer`, `editor` and `owner` are members of the
/// namespaces shop, sandbox and default; `stranger` owns the namespace other.
struct Team {
    let served: Served
    /// Sessions by login.
    private(set) var sessions: [String: String] = [:]

    static let password = "correct horse"
    static let namespaces = ["shop", "sandbox", "default"]

    init() throws {
        served = try Served(hasAccounts: true)
        try served.console.addFirstAdmin(login: "root", password: Self.password)
        sessions["root"] = try logIn("root")
        for login in ["viewer", "editor", "owner", "stranger", "victim"] {
            _ = call(
                "POST",
                "/api/v1/admin/users",
                ["id": .string(login), "login": .string(login), "password": .string(Self.password)],
                as: "root"
            )
        }
        for namespace in Self.namespaces {
            for role in ["viewer", "editor", "owner"] { add(role, to: namespace, as: role) }
            add("victim", to: namespace, as: "viewer")
        }
        add("stranger", to: "other", as: "owner")
        for login in ["viewer", "editor", "owner", "stranger"] { sessions[login] = try logIn(login) }
    }

    func add(_ login: String, to namespace: String, as role: String) {
        let body: JSON = ["userId": .string(login), "role": .string(role)]
        _ = call("POST", "/api/v1/namespaces/\(namespace)/users", body, as: "root")
    }

    /// Logs in; gives the session's token.
    func logIn(_ login: String, _ password: String = password) throws -> String {
        let body: JSON = ["login": .string(login), "password": .string(password)]
        let (status, answer) = served.json("POST", "/api/v1/auth/login", body)
        guard status == 200, let token = answer["token"]?.string else { throw Unexpected("\(status) \(answer)") }
        return token
    }

    /// What the API answers somebody who is logged in.
    func call(_ method: String, _ target: String, _ body: JSON? = nil, as login: String) -> (status: Int, body: JSON) {
        served.json(method, target, body, fields: Self.bearer(sessions[login] ?? ""))
    }

    /// A token for programs, made by somebody.
    func token(of login: String, _ wanted: JSONObject = [:]) throws -> String {
        var body: JSONObject = ["name": "ci"]
        body.members += wanted.members
        let (status, answer) = call("POST", "/api/v1/auth/tokens", .object(body), as: login)
        guard status == 201, let token = answer["token"]?.string else { throw Unexpected("\(status) \(answer)") }
        return token
    }

    static func bearer(_ token: String) -> FieldSection { [("Authorization", "Bearer \(token)")] }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
