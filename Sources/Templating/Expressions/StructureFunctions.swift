internal import Model

/// The functions that make and change objects, tokens and times.
enum StructureFunctions {
    /// `set(object, 'name', value, …)`: the object with other values under these names. A value that is not there changes
    /// nothing.
    static func object(_ value: JSON, with pairs: ArraySlice<JSON?>) -> JSON? {
        var object = value.object ?? JSONObject()
        for (name, value) in Self.pairs(pairs) { object[name] = value }
        return .object(object)
    }

    /// `jwt(header, 'claim', value, …)`: header and claims of a JSON Web Token (RFC 7519), without the signature.
    static func token(_ arguments: [JSON?]) -> JSON? {
        guard let header = arguments[0]?.textValue else { return .none }
        let claims = JSONObject(pairs(arguments.dropFirst()).map { JSONObject.Member($0.0, $0.1) })
        let parts = [Array(header.utf8), JSON.object(claims).serialized()]
        return .string(parts.map(Base64.encodedForURL).joined(separator: "."))
    }

    /// `formatTime(time, 'unix', '+1h')`: a time, in whichever way it is written, written in another.
    static func formattedTime(_ arguments: [JSON?]) -> JSON? {
        guard let time = arguments[0], let (instant, _) = ClockFormat.read(time) else { return .none }
        let format = try? TimeFormat(arguments.dropFirst().compactMap { $0?.textValue })
        return format?.value(at: instant)
    }

    private static func pairs(_ arguments: ArraySlice<JSON?>) -> [(String, JSON)] {
        var rest = arguments
        var result: [(String, JSON)] = []
        while let name = rest.popFirst(), let value = rest.popFirst() {
            if let name = name?.string, let value { result.append((name, value)) }
        }
        return result
    }
}
