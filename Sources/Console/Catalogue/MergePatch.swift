internal import Model

extension JSON {
    /// The value with another one laid over it (RFC 7396): members of objects are merged one by one, `null` takes a
    /// member away, everything else is replaced.
    func merged(with patch: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for change in changes.members {
            result[change.name] =
                change.value == .null ? nil : (result[change.name] ?? .null).merged(with: change.value)
        }
        return .object(result)
    }
}
