internal import Model

/// `/api/v1/secrets`: what callbacks are signed with. Values come in and never go out.
struct SecretEndpoints: Sendable {
    let secrets: any SecretServing

    /// How long a value may be, in bytes; the largest private key in PEM is far shorter.
    static let longestValue = 65_536

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/secrets", .user, list)
                .about(
                    "Lists the names of secrets, never their values.",
                    note: "Ours, as all about secrets: what callbacks are signed with.",
                    asks: .page,
                    gives: Self.list
                ),
            Endpoint("GET", "/api/v1/secrets/{name}", .user, one)
                .about(
                    "When a secret was kept, and whether it can be read.",
                    note: "`readable` is false when the server's key does not open it, and `trouble` says why.",
                    gives: Self.facts
                ),
            Endpoint("PUT", "/api/v1/secrets/{name}", .admin, keep)
                .about(
                    "Keeps a secret, in place of one of its name.",
                    note: """
                        `value` is 64 KiB at most; attempts from then on are signed with it. 201 for a new name; 409 \
                        while there are others that the server's key does not open. docs/callbacks.md says where the \
                        key is.
                        """,
                    takes: Self.value,
                    gives: .done
                ),
            Endpoint("DELETE", "/api/v1/secrets/{name}", .admin, remove)
                .about("Takes a secret away.", gives: .done),
        ]
    }

    private static let value = Shape("SecretValue", [.required("value", .filledText)])
    private static let facts = Shape(
        "Secret",
        [
            .required("name", .text), .required("createdAt", .text), .required("updatedAt", .text),
            .required("readable", .boolean), .optional("trouble", .text),
        ]
    )
    private static let list = Shape(
        "SecretList",
        [
            .required("secrets", .list(facts)), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page(usual: 100)
        let all = secrets.secrets()
        return .json(
            200,
            [
                "secrets": .array(page.of(all).map { .object($0.json) }), "total": .int(all.count),
                "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let name = request.hole("name")
        guard let facts = secrets.secrets().first(where: { $0.name == name }) else { throw Self.missing(name) }
        return .json(200, .object(facts.json))
    }

    @Sendable private func keep(_ request: AdminRequest) throws(Refusal) -> Answer {
        let (name, value) = (try Self.checked(request.hole("name")), try Self.value(in: request))
        do throws(SecretRefusal) {
            let (facts, isNew) = try secrets.keep(value, as: name)
            return .done("secret stored", facts.json, status: isNew ? 201 : 200)
        } catch {
            throw Refusal(error)
        }
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let name = request.hole("name")
        let wasThere: Bool
        do throws(SecretRefusal) { wasThere = try secrets.remove(name) } catch { throw Refusal(error) }
        guard wasThere else { throw Self.missing(name) }
        return .done("secret deleted")
    }

    /// Says what is wrong with a value without showing any of it.
    private static func value(in request: AdminRequest) throws(Refusal) -> String {
        guard let object = (try? JSON.parse(request.body))?.object else {
            throw .invalid(#"the body should be a JSON object, {"value": "the secret"}"#)
        }
        guard object.members.map(\.name) == ["value"], let value = object["value"]?.string, !value.isEmpty else {
            throw .invalid(#"the body should have one member, "value", a string that is not empty"#)
        }
        guard value.utf8.count <= longestValue else {
            throw .invalid("\"value\" has \(value.utf8.count) bytes; a secret has \(longestValue) at most")
        }
        return value
    }

    private static func checked(_ name: String) throws(Refusal) -> String {
        guard !name.isEmpty, name.utf8.count <= 200, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw .invalid("the name of a secret needs one to 200 bytes without control characters")
        }
        return name
    }

    private static func missing(_ name: String) -> Refusal {
        .missing("there is no secret \"\(name)\"; GET /api/v1/secrets lists them")
    }
}

extension SecretFacts {
    fileprivate var json: JSONObject {
        var object: JSONObject = [
            "name": .string(name), "createdAt": .string(createdAt.adminText), "updatedAt": .string(updatedAt.adminText),
            "readable": .bool(trouble == nil),
        ]
        if let trouble { object["trouble"] = .string(trouble) }
        return object
    }
}

extension Refusal {
    fileprivate init(_ refusal: SecretRefusal) {
        switch refusal {
        case .conflict(let reason): self = .conflict(reason)
        case .unavailable(let reason): self = Refusal(status: 503, code: "unavailable", reason: reason)
        }
    }
}
