internal import Model

/// Which namespaces a call is about: the caller needs the endpoint's role in each of them.
struct Reach: Sendable {
    /// What was found in a request.
    enum Found: Sendable, Hashable {
        case these(Set<String>)
        /// All that there are, for want of a name: only an admin may that.
        case all

        /// Whether a namespace is among them.
        func includes(_ namespace: String) -> Bool {
            switch self {
            case .these(let names): names.contains(namespace)
            case .all: true
            }
        }
    }

    /// In words, for the table of roles.
    let words: String
    /// Looks into a request; one that cannot be read is left to the endpoint.
    let found: @Sendable (AdminRequest) -> Found

    init(_ words: String, _ found: @escaping @Sendable (AdminRequest) -> Found) {
        (self.words, self.found) = (words, found)
    }

    /// The path's, else that of `?namespace=`, the body, `X-Namespace`, the token, else the usual one.
    static func named(usual: String = "sandbox") -> Reach {
        Reach("the namespace that is named") { request in
            let named = request.holes["namespace"] ?? request.query["namespace"].flatMap { $0.isEmpty ? nil : $0 }
            return .these([named ?? request.bodyNamespace ?? request.usualNamespace(usual)])
        }
    }

    /// That of a mock in the body, which goes before the query there.
    static func ofNewMock(usual: String) -> Reach {
        Reach("the mock's namespace") { request in
            let named = request.query["namespace"].flatMap { $0.isEmpty ? nil : $0 }
            return .these([request.bodyNamespace ?? named ?? request.usualNamespace(usual)])
        }
    }

    /// That of a list: `?namespace=`, `X-Namespace`, the token's; without any, or with `*`, all.
    static let listed = Reach("the namespace that is listed; all without one") { request in
        request.listedNamespace.map { .these([$0]) } ?? .all
    }

    /// That which a filter in the query or in the body names, or the token's; without any, all.
    static let filtered = Reach("the filter's namespace; all without one") { request in
        let body = (try? JSON.parse(request.body)) ?? .null
        let filters = body["inOrder"]?.array ?? [body["filter"] ?? body]
        let named = filters.map { $0["namespace"]?.string ?? request.filteredNamespace }
        guard !named.isEmpty, !named.contains(nil) else { return .all }
        return .these(Set(named.compactMap(\.self)))
    }

    /// Always the same one.
    static func only(_ namespace: String) -> Reach {
        Reach("the namespace `\(namespace)`") { _ in .these([namespace]) }
    }

    /// Those of the things that a request names by their ids; the named one when there are none such.
    static func of(
        _ words: String,
        _ namespaces: @escaping @Sendable (AdminRequest) -> [String]
    ) -> Reach {
        Reach(words) { request in
            let found = Set(namespaces(request))
            return found.isEmpty ? named().found(request) : .these(found)
        }
    }

    /// Nothing of a namespace: the role alone decides.
    static let server = Reach("the server") { _ in .these([]) }
}

extension AdminRequest {
    /// What the body names under `namespace`, when it is an object.
    var bodyNamespace: String? {
        guard !body.isEmpty, let named = (try? JSON.parse(body))?["namespace"]?.string, !named.isEmpty else {
            return nil
        }
        return named
    }

    /// The ids under `mockIds` or `ids` in the body.
    var mockIDsIfAny: [MockID] { (try? membersIfAny().mockIDs()) ?? [] }
}
