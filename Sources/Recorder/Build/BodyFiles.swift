public import Model

/// Puts large contents of mocks into files beside the mock file, and back.
///
/// A file is named by its content, so that equal contents share one and the same recording gives the same names. What a file
/// holds is what `FileContent` reads from it: JSON and texts as they stand in the mock, templates and all, and bytes as such.
public struct BodyFiles {
    /// The files by their names, relative to the folder.
    public private(set) var files: [String: [UInt8]] = [:]
    private let limit: Int
    private let folder: String
    private let hash: ContentHash

    /// - Parameters:
    ///   - limit: contents of more bytes go into files.
    ///   - folder: what mocks call the folder, relative to the mock file; empty for the mock file's own.
    ///   - hash: names the files.
    public init(over limit: Int, folder: String, hash: ContentHash) {
        (self.limit, self.folder, self.hash) = (limit, folder, hash)
    }

    /// The mock with its large contents in files: those of answers, and what conditions compare bodies with.
    public mutating func moving(_ mock: Mock) -> Mock {
        var mock = mock
        switch mock.reply {
        case .fixed(let reply): mock.reply = .fixed(moving(reply))
        case .oneOf(var sequence):
            for index in sequence.replies.indices { sequence.replies[index] = moving(sequence.replies[index]) }
            mock.reply = .oneOf(sequence)
        case .proxy: break
        }
        for index in mock.http.body.indices { mock.http.body[index] = moving(mock.http.body[index]) }
        return mock
    }

    private mutating func moving(_ reply: ReplyTemplate) -> ReplyTemplate {
        guard let payload = reply.payload, let (bytes, decodesBase64) = Self.content(of: payload, reply),
            bytes.count > limit
        else {
            return reply
        }
        var reply = reply
        reply.payloadPath = name(of: bytes, type: reply.fields.first { $0.name.lowercased() == "content-type" }?.value)
        (reply.payload, reply.decodesBase64) = (nil, decodesBase64)
        return reply
    }

    /// The bytes of a file that gives this payload, and whether the mock must say that it is base64; nil where no file would
    /// give it.
    private static func content(of payload: JSON, _ reply: ReplyTemplate) -> (bytes: [UInt8], decodesBase64: Bool)? {
        let text = Array(payload.textValue.utf8)
        if reply.decodesBase64, let bytes = Base64.decoded(payload.textValue) {
            let content = FileContent(bytes)
            if content.isBase64, content.payload == payload { return (bytes, false) }
        }
        return FileContent(text).payload == payload ? (text, reply.decodesBase64) : nil
    }

    private mutating func moving(_ condition: Condition) -> Condition {
        switch condition {
        case .any(let conditions): return .any(moving(conditions))
        case .all(let conditions): return .all(moving(conditions))
        case .not(let inner): return .not(moving(inner))
        case .check(var check):
            guard let value = check.value else { return condition }
            let bytes = Array(value.textValue.utf8)
            guard bytes.count > limit, FileContent(bytes).payload == value else { return condition }
            (check.value, check.valuePath) = (nil, name(of: bytes, type: nil))
            return .check(check)
        }
    }

    private mutating func moving(_ conditions: [Condition]) -> [Condition] {
        var result: [Condition] = []
        for condition in conditions { result.append(moving(condition)) }
        return result
    }

    private mutating func name(of bytes: [UInt8], type: String?) -> String {
        let name = "\(hash.hex(bytes, digits: 16)).\(Self.ending(bytes, type))"
        files[name] = bytes
        return folder.isEmpty ? name : "\(folder)/\(name)"
    }

    /// By what the content is announced as, so that other programs know what to do with the file.
    private static func ending(_ bytes: [UInt8], _ type: String?) -> String {
        let name = type.map { MediaTypeName($0).text } ?? ""
        if let known = endings[name] { return known }
        let content = FileContent(bytes)
        return content.isBase64 ? "bin" : content.payload.string == nil ? "json" : "txt"
    }

    private static let endings = [
        "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg",
        "application/pdf": "pdf",
        "text/html": "html", "text/csv": "csv", "text/css": "css", "text/xml": "xml", "application/xml": "xml",
        "application/zip": "zip",
        "application/javascript": "js", "text/javascript": "js",
    ]

    /// The mock with what stands in files put in; a file that is not there stays named.
    public static func restored(_ mock: Mock, _ content: (String) -> FileContent?) -> Mock {
        var mock = mock
        func restored(_ reply: ReplyTemplate) -> ReplyTemplate {
            guard reply.payload == nil, let name = reply.payloadPath, let file = content(name) else { return reply }
            var reply = reply
            (reply.payload, reply.payloadPath) = (file.payload, nil)
            reply.decodesBase64 = reply.decodesBase64 || file.isBase64
            return reply
        }
        func restored(_ condition: Condition) -> Condition {
            switch condition {
            case .any(let conditions): return .any(conditions.map(restored))
            case .all(let conditions): return .all(conditions.map(restored))
            case .not(let inner): return .not(restored(inner))
            case .check(var check):
                guard let name = check.valuePath, let file = content(name) else { return condition }
                (check.value, check.valuePath) = (file.payload, nil)
                return .check(check)
            }
        }
        switch mock.reply {
        case .fixed(let reply): mock.reply = .fixed(restored(reply))
        case .oneOf(var sequence):
            sequence.replies = sequence.replies.map(restored)
            mock.reply = .oneOf(sequence)
        case .proxy: break
        }
        mock.http.body = mock.http.body.map(restored)
        return mock
    }
}
