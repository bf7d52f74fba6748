internal import Model

/// Tells who calls.
protocol Admission: Sendable {
    /// Who sent a request. Called on the admin queue.
    ///
    /// - Throws: 401 when its credentials open nothing, 429 when its token is used up for now.
    func caller(of request: IncomingRequest) throws(Refusal) -> Caller
}

/// Lets everybody do everything: for a server that only its own machine reaches.
struct LocalAdmission: Admission {
    func caller(of request: IncomingRequest) -> Caller { .local }
}

extension Endpoint {
    /// Refuses callers who may not call it, and says which namespaces the others may touch with this call.
    func admitted(_ caller: Caller, with request: AdminRequest) throws(Refusal) -> Reach.Found {
        if role == .anyone { return .all }
        guard caller.rank > .anyone else { throw .unauthorized("\(name) is for users; \(Self.wayIn)") }
        if isForPeople, caller.isProgram {
            throw .forbidden("\(name) is for people who logged in; a token may not call it")
        }
        try caller.actions?.check(self)
        if caller.isAdmin || role == .user { return .all }
        guard role.isOfNamespace else { throw caller.refusedAsAdmin }
        return try reached(by: caller, with: request)
    }

    private func reached(by caller: Caller, with request: AdminRequest) throws(Refusal) -> Reach.Found {
        let found = reach.found(request)
        guard case .these(let namespaces) = found else {
            throw .forbidden("all namespaces are for admins; name one of yours with ?namespace=")
        }
        for namespace in namespaces.sorted() { try caller.check(role, in: namespace) }
        return found
    }

    private static let wayIn = """
        log in with POST /api/v1/auth/login, and send the token as Authorization: Bearer TOKEN or as X-API-Key: TOKEN
        """
}
