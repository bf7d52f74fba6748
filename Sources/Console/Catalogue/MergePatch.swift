internal import Model

extension JSON {
    /// The value with another one laid over it (RFC 7396): members of objects are merged one by one, `null` takes a
    /// member away, everything else is replaced.
    func merged(with patch: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for change in changes.members {
            if change.value == .null {
                result.members.removeAll { $0.name == change.name }
            } else {
                result[change.name] = (result[change.name] ?? .null).merged(with: change.value)
            }
        }
        return .object(result)
    }
}
