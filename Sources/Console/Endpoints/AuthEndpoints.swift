internal import Model
internal import Storage

/// `/api/v1/auth`: logging in and out, and who one is.
struct AuthEndpoints: Sendable {
    let accounts: Accounts
    let tokens: Tokens
    let logins: Logins
    let changes: UserChanges

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/auth/login", .anyone, later: logIn)
                .about(
                    "Begins a session.",
                    note: """
                        A session ends after 12 hours, with logout, and when the password is set. Ten failures in \
                        ten minutes for an account, fifty from an address (IPv6: a /64; behind a reverse proxy all \
                        come from its address), and the next is 429 before any password is looked at.
                        """,
                    takes: Self.credentials,
                    gives: Self.session
                ),
            Endpoint("POST", "/api/v1/auth/logout", .user, logOut)
                .about("Ends the session that the token stands for.", gives: .done)
                .forPeople(),
            Endpoint("GET", "/api/v1/auth/me", .user, whoAmI)
                .about(
                    "Who calls, and what that one may do.",
                    note: "`roles` has the caller's role in each namespace; `mode` is `local` or `accounts`.",
                    gives: .user
                ),
            Endpoint("PUT", "/api/v1/auth/password", .user, later: setPassword)
                .about(
                    "Sets one's own password.",
                    note: "A password has 8 characters and more.",
                    takes: Self.newPassword,
                    gives: .done
                )
                .forPeople(),
        ]
        .map { $0.reaching(.server) }
    }

    private static let credentials = Shape("Credentials", [.required("login", .text), .required("password", .text)])
    private static let newPassword = Shape(
        "PasswordChange",
        [.required("current_password", .text), .required("new_password", .text)]
    )
    private static let session = Shape(
        "Session",
        [
            .required("token", .text), .required("expires_at", .text), .required("user", .user),
            .required("requires_password_change", .boolean), .required("redirect_to", .text),
        ]
    )

    @Sendable private func logIn(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.members()
            let (login, name) = (try members.text("login"), try members.text("username"))
            guard let login = login ?? name else { throw .invalid("\"login\" is missing or empty") }
            let attempt = Logins.Attempt(
                login: login,
                password: try members.neededText("password"),
                client: request.client,
                request: request.id
            )
            logins.begin(attempt) { result in
                do throws(Refusal) { done(answer(try result.get())) } catch { done(.refusal(error, request.id)) }
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private func answer(_ session: Logins.Session) -> Answer {
        .json(
            200,
            [
                "token": .string(session.token), "expires_at": .string(session.expiresAt.adminText),
                "user": session.user.json(accounts.roles(of: session.user.id)), "redirect_to": "/",
                "requires_password_change": false,
            ]
        )
    }

    @Sendable private func logOut(_ request: AdminRequest) throws(Refusal) -> Answer {
        guard let token = request.caller.token else { throw .conflict("this server has no users who log in") }
        try tokens.remove { $0.id == token }
        return .done("logged out")
    }

    @Sendable private func whoAmI(_ request: AdminRequest) throws(Refusal) -> Answer {
        let caller = request.caller
        guard let user = caller.user.flatMap({ accounts[$0] }) else {
            return .json(
                200,
                [
                    "id": .string(caller.name), "login": .string(caller.name), "name": .string(caller.name),
                    "email": "", "system_role": "admin", "namespaces": [], "roles": [:], "mode": "local",
                ]
            )
        }
        var object = user.json(accounts.roles(of: user.id)).object ?? JSONObject()
        object["mode"] = "accounts"
        object["token_namespace"] = caller.namespace.map { .string($0) }
        return .json(200, .object(object))
    }

    @Sendable private func setPassword(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let user = try accounts.person(request.caller)
            let members = try request.members()
            let new = try PasswordRule.check(members.neededText("new_password"))
            let attempt = Logins.Attempt(
                login: user.login,
                password: try members.neededText("current_password"),
                client: request.client,
                request: request.id
            )
            logins.verify(attempt, user) { result in
                do throws(Refusal) {
                    guard try result.get() else { throw .forbidden("the current password is another one") }
                    changes.setPassword(new, of: user.id, by: request.caller, request.id, done)
                } catch {
                    done(.refusal(error, request.id))
                }
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }
}

extension Accounts {
    /// The user who is logged in.
    func person(_ caller: Caller) throws(Refusal) -> StoredUser {
        guard let user = caller.user.flatMap({ self[$0] }) else {
            throw .conflict("this server has no users who log in; start it with --auth required")
        }
        return user
    }
}

extension StoredUser {
    /// A user as clients read one; of the password nothing.
    func json(_ roles: [String: Role]) -> JSON {
        let sorted = roles.sorted { $0.key < $1.key }
        return [
            "id": .string(id), "userId": .string(id), "login": .string(login), "username": .string(login),
            "name": .string(name), "email": .string(email), "system_role": isAdmin ? "admin" : "user",
            "namespaces": .array(sorted.map { .string($0.key) }),
            "roles": .object(JSONObject(sorted.map { JSONObject.Member($0.key, .string($0.value.name)) })),
            "disabled": .bool(disabledAt != nil), "has_password": true, "email_2fa_enabled": false,
            "created_at": .string(createdAt.adminText), "updated_at": .string(updatedAt.adminText),
            "last_login_at": lastLoginAt.map { .string($0.adminText) } ?? .null,
        ]
    }
}

extension Shape {
    static let user = Shape(
        "User",
        [
            .required("id", .text), .required("login", .text), .required("name", .text), .required("email", .text),
            .required("system_role", .text), .required("namespaces", .list(.text)), .required("roles", .map(.text)),
            .optional("disabled", .boolean), .optional("created_at", .text),
            .optional("last_login_at", .nullable(.text)),
        ]
    )
}
