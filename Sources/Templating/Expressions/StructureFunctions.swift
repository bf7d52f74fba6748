internal import Model

/// The functions that make and change objects, lists, tokens and times. A list that is not there is an empty one.
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

    /// `put(list, element, 'id')`: the list with the element in the place of the one that has the same name, or at its end.
    static func list(_ list: JSON, putting element: JSON?, by name: JSON?) -> JSON? {
        guard let element, let name = name?.string else { return .none }
        var elements = list.array ?? []
        let key = element[name]
        if let key, let index = elements.firstIndex(where: { $0[name]?.isEquivalent(to: key) == true }) {
            elements[index] = element
        } else {
            elements.append(element)
        }
        return .array(elements)
    }

    /// `drop(list, 'id', value)`: the list without the elements of this name.
    static func list(_ list: JSON, dropping key: JSON?, by name: JSON?) -> JSON? {
        guard let key, let name = name?.string else { return .none }
        return .array((list.array ?? []).filter { $0[name]?.textValue != key.textValue })
    }

    /// `page(list, number, size)`: the elements of a page; the first page is 1.
    static func page(of list: JSON, number: JSON?, size: JSON?) -> JSON? {
        guard let number = number.flatMap(Function.number)?.int64, let size = size.flatMap(Function.number)?.int64,
            number > 0, size > 0
        else { return .none }
        let elements = list.array ?? []
        let (skipped, isBeyond) = (number - 1).multipliedReportingOverflow(by: size)
        guard !isBeyond, skipped < elements.count else { return .array([]) }
        return .array(Array(elements[Int(skipped)...].prefix(Int(min(size, Int64(elements.count))))))
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
