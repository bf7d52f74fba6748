internal import Model

/// The stores that outlive a request: global and chain, of the run that the request names.
struct StoreEndpoints: Sendable {
    let state: any StateServing

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/stores/global", .viewer, list)
                .about("The values of the global store.", asks: .namespaceAndRun, gives: Self.values),
            Endpoint("POST", "/api/v1/stores/global", .editor, set)
                .about(
                    "Writes one value, or several as a flat object.",
                    note: "`{\"key\", \"value\", \"namespace\"?}`, or the flat object itself.",
                    asks: .namespaceAndRun,
                    takes: Self.value,
                    gives: .done
                ),
            Endpoint("DELETE", "/api/v1/stores/global", .editor, removeSeveral)
                .about(
                    "Takes some values away, or all.",
                    note: """
                        Ours: `{"keys": […]}`, or `all=true`. The way for a key `..`, which some clients take out of \
                        a path.
                        """,
                    asks: Self.removing,
                    takes: Self.keys,
                    gives: Self.removed
                ),
            Endpoint("DELETE", "/api/v1/stores/global/{key*}", .editor, remove)
                .about(
                    "Takes a value away.",
                    note: """
                        The key is percent-encoded, any character; nothing after the slash is the empty key. \
                        `removed` is 1 or 0.
                        """,
                    asks: .namespaceAndRun,
                    gives: Self.removed
                ),
            Endpoint("GET", "/api/v1/stores/chain", .viewer, chains)
                .about(
                    "The chains that have values.",
                    note: "Ours.",
                    asks: .namespaceAndRun,
                    gives: Self.chainList
                ),
            Endpoint("GET", "/api/v1/stores/chain/{chainId}", .viewer, list)
                .about("The values of a chain's store.", asks: .namespaceAndRun, gives: Self.values),
            Endpoint("POST", "/api/v1/stores/chain/{chainId}", .editor, set)
                .about(
                    "Writes one value, or several as a flat object.",
                    note: "`{\"key\", \"value\", \"namespace\"?}`, or the flat object itself.",
                    asks: .namespaceAndRun,
                    takes: Self.value,
                    gives: .done
                ),
            Endpoint("DELETE", "/api/v1/stores/chain/{chainId}", .editor, removeSeveral)
                .about(
                    "Takes some values away, or all.",
                    note: """
                        Ours: `{"keys": […]}`, or `all=true`. The way for a key `..`, which some clients take out of \
                        a path.
                        """,
                    asks: Self.removing,
                    takes: Self.keys,
                    gives: Self.removed
                ),
            Endpoint("DELETE", "/api/v1/stores/chain/{chainId}/{key*}", .editor, remove)
                .about(
                    "Takes a value away.",
                    note: """
                        The key is percent-encoded, any character; nothing after the slash is the empty key. \
                        `removed` is 1 or 0.
                        """,
                    asks: .namespaceAndRun,
                    gives: Self.removed
                ),
        ]
    }

    private static let removing =
        [Parameter].namespaceAndRun + [Parameter("all", .flag, "whether every value is meant")]
    private static let values = Shape.map(.any)
    private static let value = Shape(
        "StoreValue",
        [.required("key", .text), .required("value", .any), .optional("namespace", .namespace)]
    )
    private static let keys = Shape("StoreKeys", [.optional("keys", .list(.text))])
    private static let removed = Shape(
        "StoreRemoval",
        [.required("success", .boolean), .required("message", .text), .required("removed", .integer)]
    )
    private static let chainList = Shape("ChainList", [.required("chains", .list(.text))])

    private func address(_ request: AdminRequest, _ members: Members? = nil) throws(Refusal) -> StoreAddress {
        let namespace = try request.namespace(in: members)
        guard let chain = request.holes["chainId"] else { return .global(namespace: namespace, run: request.run) }
        return .chain(namespace: namespace, id: chain, run: request.run)
    }

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let values = state.values(in: try address(request))
        return .json(200, .object(JSONObject(values.map { JSONObject.Member($0.key, $0.value) })))
    }

    @Sendable private func chains(_ request: AdminRequest) throws(Refusal) -> Answer {
        let chains = state.chains(namespace: try request.namespace(), run: request.run)
        return .json(200, ["chains": .array(chains.map { .string($0) })])
    }

    /// `{"key", "value", "namespace"?}`, or `{name: value, …}` as older clients send it.
    @Sendable private func set(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let object = members.object
        let names = Set(object.members.map(\.name))
        if let key = object["key"]?.string, let value = object["value"],
            names.isSubset(of: ["key", "value", "namespace"])
        {
            state.set([(key, value)], in: try address(request, members))
            return .done("value stored", ["key": .string(key), "value": value])
        }
        let values = names.sorted().map { (key: $0, value: object[$0] ?? .null) }
        state.set(values, in: try address(request))
        return .done("\(values.count) values stored", ["count": .int(values.count)])
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let isRemoved = state.remove(request.hole("key"), in: try address(request))
        return .done(isRemoved ? "value removed" : "there was no such value", ["removed": isRemoved ? 1 : 0])
    }

    /// `{"keys": […]}`, or `?all=true`.
    @Sendable private func removeSeveral(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.membersIfAny()
        let address = try address(request, members)
        if let keys = try members.texts("keys") {
            let count = Set(keys).count { state.remove($0, in: address) }
            return .done("\(count) values removed", ["removed": .int(count)])
        }
        guard try request.flag("all") == true else {
            throw .invalid("\"keys\" is missing; ?all=true removes every value")
        }
        let count = state.values(in: address).count
        state.removeAll(in: address)
        return .done("\(count) values removed", ["removed": .int(count)])
    }
}
