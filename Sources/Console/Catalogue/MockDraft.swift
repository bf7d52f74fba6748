internal import Model

/// A mock that a client sent, checked as far as that goes without the engine.
struct MockDraft: Sendable {
    var mock: Mock
    var expiresAt: Timestamp?
    /// What the client may want to know though nothing is wrong.
    var warnings: [String] = []
    /// Whether the client named the id.
    var isIDGiven = true
}

/// Reads mocks that clients send.
struct MockInput: Sendable {
    /// What `ttl` counts.
    enum LifeUnit: Sendable {
        /// `/api/v1/mocks`.
        case seconds
        /// `/mock/create`.
        case milliseconds
    }

    /// The namespace of a mock that names none.
    let namespace: String
    var unit: LifeUnit = .seconds
    /// What lives are counted from.
    let now: Timestamp
    let identifiers: Identifiers

    /// A mock's JSON; unknown keys are passed over, since a client of another version sends more than we know.
    func draft(_ json: JSON) throws(Refusal) -> MockDraft {
        guard var object = json.object else {
            throw .invalid("$: a mock is a JSON object, not \(json.kindName)")
        }
        guard object["mocks"] == nil else {
            throw .invalid("$.mocks: one mock is taken here; POST /api/v1/mocks/batch takes several")
        }
        let isIDGiven = fill("id", of: &object) { identifiers.next() }
        _ = fill("namespace", of: &object) { namespace }
        let life = life(&object)
        do throws(MockFormatError) {
            let file = try MockFile(.object(object), unknownKeys: .ignore)
            guard let mock = file.mocks.first else { throw MockFormatError(path: "$", reason: "no mock stands here") }
            _ = try named(mock.namespace)
            var draft = MockDraft(mock: mock, isIDGiven: isIDGiven)
            draft.warnings = file.warnings.map(\.description)
            draft.expiresAt = life ?? mock.ttl.map { now + .seconds(min($0, Self.longestLife)) }
            if draft.expiresAt == nil { draft.expiresAt = try end(object) }
            return draft
        } catch {
            throw .format(error)
        }
    }

    /// Several mocks; each error says which one it is about.
    func drafts(_ list: [JSON]) throws(Refusal) -> [MockDraft] {
        var drafts: [MockDraft] = []
        var places: [MockID: Int] = [:]
        for (index, json) in list.enumerated() {
            do throws(Refusal) {
                let draft = try draft(json)
                if let first = places.updateValue(index, forKey: draft.mock.id) {
                    throw .invalid("the id \"\(draft.mock.id)\" is taken by mocks[\(first)]; ids must differ")
                }
                drafts.append(draft)
            } catch {
                throw Refusal(status: error.status, code: error.code, reason: "mocks[\(index)]: \(error.reason)")
            }
        }
        return drafts
    }

    /// A hundred years: what is longer is for ever, and would not fit into an instant.
    private static let longestLife: Int64 = 3_155_760_000

    /// Gives a member that is missing or empty a value; true when it was there.
    private func fill(_ name: String, of object: inout JSONObject, _ value: () -> String) -> Bool {
        if let member = object[name], member != .null, member != "" { return true }
        object[name] = .string(value())
        return false
    }

    /// The end of a life in milliseconds, which no mock's `ttl` could say; `ttl` becomes the next whole second.
    private func life(_ object: inout JSONObject) -> Timestamp? {
        guard unit == .milliseconds, let milliseconds = object["ttl"]?.int, milliseconds > 0 else { return nil }
        let kept = min(Int64(milliseconds), Self.longestLife * 1_000)
        object["ttl"] = .int((kept + 999) / 1_000)
        return now + .milliseconds(kept)
    }

    /// `expireAt`, in Unix seconds; what is greater than the year 5138 counts milliseconds.
    private func end(_ object: JSONObject) throws(MockFormatError) -> Timestamp? {
        guard let value = object["expireAt"], value != .null, value != 0 else { return nil }
        guard let number = value.number?.int64, number > 0 else {
            throw MockFormatError(path: "$.expireAt", reason: "Unix seconds should stand here, not \(value.textValue)")
        }
        let seconds = number >= 100_000_000_000 ? number / 1_000 : number
        guard seconds < 9_000_000_000 else { return nil }
        guard seconds > now.seconds else {
            let reason = "\(number) is past, now it is \(now.seconds); name a later time, or \"ttl\", or neither"
            throw MockFormatError(path: "$.expireAt", reason: reason)
        }
        return Timestamp(seconds: seconds)
    }

    private func named(_ namespace: String?) throws(MockFormatError) -> String {
        do throws(Refusal) { return try checkedNamespace(namespace ?? "") } catch {
            throw MockFormatError(path: "$.namespace", reason: error.reason)
        }
    }
}

extension MockInput {
    /// Members that only the server sets.
    private static let kept = ["id", "useCounter", "createdAt", "updatedAt", "lastUse", "closedAt", "_meta"]

    /// A mock with some members changed (RFC 7396). Its life goes on unless the change names `ttl` or `expireAt`.
    func draft(changing entry: CatalogueEntry, by change: JSONObject) throws(Refusal) -> MockDraft {
        var change = change
        for name in Self.kept { change[name] = nil }
        var base = entry.mock.json.object ?? JSONObject()
        for name in Self.repliesReplaced(by: change) { base[name] = nil }
        if change["expireAt"] != nil, change["ttl"] == nil { base["ttl"] = nil }
        var draft = try draft(JSON.object(base).merged(with: .object(change)))
        if change["ttl"] == nil, change["expireAt"] == nil { draft.expiresAt = entry.expiresAt }
        return draft
    }

    /// A mock answers in one way: a change that names another way takes the old one away.
    private static func repliesReplaced(by change: JSONObject) -> [String] {
        if change["oneOf"] ?? .null != .null { return ["response", "proxy"] }
        if change["proxy"] ?? .null != .null { return ["response", "oneOf"] }
        guard let response = change["response"]?.object, response.members.contains(where: { $0.name != "delay" })
        else { return [] }
        return ["oneOf", "proxy"]
    }
}
