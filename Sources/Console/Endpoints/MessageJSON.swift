internal import Model

extension FieldSection {
    /// Each field once by its name; one that stands several times has its values joined (RFC 9110 §5.3). Fields that carry
    /// credentials show their names only.
    var adminObject: JSONObject { object { Self.isSecret($0.name) ? "(hidden)" : $0.value } }

    /// The same with credentials, for the one whose they are.
    var plainObject: JSONObject { object(\.value) }

    private func object(_ shown: (Field) -> String) -> JSONObject {
        var object = JSONObject()
        for field in self {
            let value = shown(field)
            object[field.name] = .string(object[field.name].map { "\($0.textValue), \(value)" } ?? value)
        }
        return object
    }

    /// Each field once by its name with a list of its values, as mocks have it. Credentials are not shown.
    var listedObject: JSONObject {
        var object = JSONObject()
        for field in self {
            let value = Self.isSecret(field.name) ? "(hidden)" : field.value
            object[field.name] = .array((object[field.name]?.array ?? []) + [.string(value)])
        }
        return object
    }

    /// Whether a field of this name carries a credential.
    static func isSecret(_ name: String) -> Bool { secretNames.contains(name.lowercased()) }

    private static let secretNames: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key",
    ]
}

extension [UInt8] {
    /// As JSON where it is JSON, as text where it is UTF-8, else how long it is.
    var adminJSON: JSON {
        if let value = try? JSON.parse(self) { return value }
        if let text = String(validating: self, as: UTF8.self) { return .string(text) }
        return .string("(\(count) bytes that are not text)")
    }
}

extension Timestamp {
    /// `2026-11-24T10:00:00.000Z`.
    var adminText: String { CalendarDate(self).rfc3339(fractionDigits: 3) }
}
