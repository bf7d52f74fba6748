internal import Model

extension CatalogueEntry {
    /// The mock as clients of every generation read it: the counts and times at the top (Unix seconds), and once more
    /// under `_meta`.
    func json(use: (count: Int, lastAt: Timestamp?)) -> JSON {
        var object = mock.json.object ?? JSONObject()
        var kept = lifecycle
        kept["lastUse"] = use.lastAt.map { .int($0.seconds) }
        kept["useCounter"] = .int(use.count)
        object.members += kept.members
        // Only here: at the top it would be an unknown key of a mock file.
        kept["version"] = .int(version)
        object["_meta"] = .object(kept)
        return .object(object)
    }

    private var lifecycle: JSONObject {
        var object: JSONObject = ["createdAt": .int(createdAt.seconds), "updatedAt": .int(updatedAt.seconds)]
        object["expireAt"] = expiresAt.map { .int($0.seconds) }
        object["closedAt"] = closedAt.map { .int($0.seconds) }
        return object
    }
}
