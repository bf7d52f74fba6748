internal import Model
internal import Storage

/// `/api/v1/admin/users`: who may log in.
struct UserEndpoints: Sendable {
    let accounts: Accounts
    let changes: UserChanges
    let identifiers: Identifiers
    let clock: WallClock

    private static let path = "/api/v1/admin/users"

    var table: [Endpoint] {
        [
            Endpoint("GET", Self.path, .admin, list)
                .about("Lists users.", asks: .page, gives: Self.list),
            Endpoint("POST", Self.path, .admin, later: make)
                .about("Makes a user.", takes: Self.newUser, gives: .user),
            Endpoint("GET", Self.path + "/{id}", .admin, one)
                .about(
                    "One user.",
                    note: "By id or login, here and below.",
                    gives: .user
                ),
            Endpoint("PUT", Self.path + "/{id}", .admin, update)
                .about("Changes a user's names and system role.", takes: Self.change, gives: .user),
            Endpoint("PATCH", Self.path + "/{id}", .admin, update)
                .about(
                    "Changes a user's names and system role.",
                    takes: Self.change,
                    gives: .user
                ),
            Endpoint("DELETE", Self.path + "/{id}", .admin, remove)
                .about(
                    "Takes a user away, with memberships and tokens.",
                    note: "The sessions go too. The last admin who can log in stays: 409.",
                    gives: .done
                ),
        ] + ["POST", "PUT"].flatMap(actions)
    }

    /// Clients differ in the method.
    private func actions(_ method: String) -> [Endpoint] {
        [
            Endpoint(method, Self.path + "/{id}/password", .admin, later: setPassword)
                .about("Sets a user's password and ends the sessions.", takes: Self.password, gives: .done),
            Endpoint(method, Self.path + "/{id}/disable", .admin) { request throws(Refusal) in
                try setDisabled(request, since: clock.now)
            }
            .about(
                "Keeps a user from logging in; tokens open nothing any more.",
                note: "What the user has begun ends: sessions and tokens open nothing.",
                gives: .user
            ),
            Endpoint(method, Self.path + "/{id}/enable", .admin) { request throws(Refusal) in
                try setDisabled(request, since: nil)
            }
            .about("Lets a user log in again.", gives: .user),
        ]
    }

    private static let newUser = Shape(
        "NewUser",
        [
            .required("login", .text), .required("password", .text), .optional("name", .text),
            .optional("email", .text), .optional("system_role", .text),
        ]
    )
    private static let change = Shape(
        "UserChange",
        [
            .optional("login", .text), .optional("name", .text), .optional("email", .text),
            .optional("system_role", .text),
        ]
    )
    private static let password = Shape("NewPassword", [.required("password", .text)])
    private static let list = Shape(
        "UserList",
        [
            .required("users", .list(.user)), .required("items", .list(.user)), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )

    private func json(_ user: StoredUser) -> JSON { user.json(accounts.roles(of: user.id)) }

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page(usual: 100)
        let all = accounts.users
        let rows = JSON.array(page.of(all).map(json))
        return .json(
            200,
            [
                "users": rows, "items": rows, "total": .int(all.count), "offset": .int(page.offset),
                "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, json(try accounts.user(request.hole("id"))))
    }

    @Sendable private func make(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.members()
            guard let login = try login(members) else { throw .invalid("\"login\" is missing or empty") }
            let new = UserChanges.NewUser(
                id: try members.shortText("id") ?? identifiers.next(),
                login: login,
                name: try members.shortText("name") ?? login,
                email: try members.shortText("email") ?? "",
                isAdmin: try isAdmin(members) ?? false
            )
            guard accounts.user(login: new.login) == nil else {
                throw .conflict("the login \"\(new.login)\" is taken")
            }
            let password = try PasswordRule.check(members.neededText("password"))
            changes.make(new, password: password, by: request.caller) { result in
                do throws(Refusal) { done(.json(201, json(try result.get()))) } catch {
                    done(.refusal(error, request.id))
                }
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    @Sendable private func update(_ request: AdminRequest) throws(Refusal) -> Answer {
        var user = try accounts.user(request.hole("id"))
        let members = try request.members()
        user.login = try login(members) ?? user.login
        user.name = try members.shortText("name") ?? user.name
        user.email = try members.shortText("email") ?? user.email
        user.isAdmin = try isAdmin(members) ?? user.isAdmin
        return .json(200, json(try changes.change(user, by: request.caller)))
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let user = try accounts.user(request.hole("id"))
        try changes.remove(user, by: request.caller)
        return .done("user \"\(user.login)\" deleted", ["id": .string(user.id)])
    }

    private func setDisabled(_ request: AdminRequest, since instant: Timestamp?) throws(Refusal) -> Answer {
        var user = try accounts.user(request.hole("id"))
        user.disabledAt = instant
        return .json(200, json(try changes.change(user, by: request.caller)))
    }

    @Sendable private func setPassword(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let user = try accounts.user(request.hole("id"))
            let members = try request.members()
            let (password, new) = (try members.text("password"), try members.text("new_password"))
            guard let password = password ?? new else { throw .invalid("\"password\" is missing or empty") }
            changes.setPassword(
                try PasswordRule.check(password),
                of: user.id,
                by: request.caller,
                request.id,
                done
            )
        } catch {
            done(.refusal(error, request.id))
        }
    }

    /// In lower case, so that nobody can look like another.
    private func login(_ members: Members) throws(Refusal) -> String? {
        let (login, username) = (try members.text("login"), try members.text("username"))
        guard let login = (login ?? username)?.lowercased() else { return nil }
        guard login.utf8.count <= 200, !login.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw .invalid("\"login\" should have one to 200 bytes without spaces and control characters")
        }
        return login
    }

    private func isAdmin(_ members: Members) throws(Refusal) -> Bool? {
        let (role, other) = (try members.text("system_role"), try members.text("role"))
        switch role ?? other {
        case nil: return nil
        case "admin"?: return true
        case "user"?: return false
        case let name?: throw .invalid("\"system_role\" should be admin or user, not \"\(name)\"")
        }
    }
}
