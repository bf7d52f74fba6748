internal import Model
internal import Templating

/// The request of an entry.
struct HARRequest {
    /// What two requests share that are the same.
    struct Key: Hashable {
        var method: String
        var place: RequestPlace
        var body: [Condition]
    }

    let key: Key

    /// Nil, with a note, for what is no HTTP request that a mock can stand for.
    init?(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        let url = try request.required("url")
        let method = try request.required("method").string()
        guard var place = RequestPlace(url: try url.string()) else {
            draft.note(url.path, "only http and https URLs become mocks, not \"\(try url.string().prefix(80))\"")
            return nil
        }
        if place.query.isEmpty { place.query = try Self.query(request) }
        key = Key(method: method.uppercased(), place: place, body: try Self.body(request, &draft))
    }

    var matcher: HTTPMatcher {
        var matcher = key.place.matcher(method: key.method)
        matcher.body = key.body
        return matcher
    }

    /// For recorders that write the query beside the URL only.
    private static func query(_ request: ImportCursor) throws(ImportError) -> [RequestPlace.QueryPair] {
        var pairs: [RequestPlace.QueryPair] = []
        for pair in try request.list("queryString") {
            guard let name = try pair.text("name") else { continue }
            pairs.append(RequestPlace.QueryPair(name: name, value: try pair.text("value") ?? ""))
        }
        return pairs
    }

    private static func body(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> [Condition] {
        guard let data = request["postData"] else { return [] }
        if data["_base64"] != nil {
            draft.note(data.path, "a body of bytes is not compared; any body matches")
            return [.check("$", .any)]
        }
        guard let text = try data.text("text"), !text.isEmpty else { return try parameters(data) }
        let mediaType = try data.text("mimeType")
        let type = try contentType(request) ?? mediaType ?? ""
        var bytes = Array(text.utf8)
        if try data.string("encoding")?.lowercased() == "base64" {
            guard let decoded = Base64.decoded(text) else {
                throw data.error("\"text\" should be base64, as \"encoding\" says")
            }
            bytes = decoded
        }
        if String(validating: bytes, as: UTF8.self) == nil {
            draft.note(data.path, "a body of bytes is not compared; any body matches")
        }
        return RequestContent.conditions(bytes, contentType: type)
    }

    /// Forms that were taken apart: files are only asked to be there.
    private static func parameters(_ data: ImportCursor) throws(ImportError) -> [Condition] {
        var pairs = JSONObject()
        var conditions: [Condition] = []
        for parameter in try data.list("params") {
            guard let name = try parameter.text("name") else { continue }
            if parameter["fileName"] != nil {
                conditions.append(.check("$" + ValuePath(steps: [.member(name)]).spelling, .any))
            } else {
                let value = JSON.string(try parameter.text("value") ?? "")
                switch pairs[name] {
                case nil: pairs[name] = value
                case .array(let values)?: pairs[name] = .array(values + [value])
                case let first?: pairs[name] = .array([first, value])
                }
            }
        }
        return (pairs.members.isEmpty ? [] : RequestContent.conditions(on: .object(pairs), limit: .max)) + conditions
    }

    private static func contentType(_ request: ImportCursor) throws(ImportError) -> String? {
        for field in try request.list("headers") where try field.text("name")?.lowercased() == "content-type" {
            return try field.text("value")
        }
        return nil
    }
}
