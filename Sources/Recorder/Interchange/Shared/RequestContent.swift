internal import Model
internal import Templating

/// Conditions that a request's content meets and other contents do not.
enum RequestContent {
    /// A content with more values than this is compared as a whole.
    static let valueLimit = 16

    /// Conditions on content of this media type, read as replay will read it.
    static func conditions(_ content: [UInt8], contentType: String) -> [Condition] {
        guard String(validating: content, as: UTF8.self) != nil else { return [.check("$", .any)] }
        let body = RequestBody(content: content, contentType: contentType)
        guard let value = body.value else { return [] }
        return conditions(on: value, limit: body.form == .form || body.form == .multipart ? .max : valueLimit)
    }

    /// One condition for each value of a small content, else one for the whole.
    static func conditions(on content: JSON, limit: Int = valueLimit) -> [Condition] {
        var checks: [Condition.Check] = []
        content.visit { path, value in
            guard value.isLeaf else { return }
            checks.append(Condition.Check(path: "$" + path.spelling, action: .equals, value: value))
        }
        let areClear =
            Set(checks.map(\.path)).count == checks.count && checks.allSatisfy { (try? JSONPath($0.path)) != nil }
        return checks.count <= limit && areClear ? checks.map { .check($0) } : [.check("$", .equals, content)]
    }
}

extension JSON {
    /// Whether it has no parts: a scalar, or an empty list or object.
    var isLeaf: Bool {
        switch self {
        case .array(let elements): elements.isEmpty
        case .object(let object): object.members.isEmpty
        default: true
        }
    }
}
