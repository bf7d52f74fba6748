import Foundation
import Model
import Templating

/// A context with a frozen clock and a seed.
func context(
    method: String = "POST",
    target: String = "/",
    fields: FieldSection = [],
    body: String = "",
    seed: UInt64 = 1,
    instant: Timestamp = Timestamp(seconds: 1_700_000_000)
) -> RenderContext {
    let view = RequestView(
        head: RequestHead(method: method, target: target, fields: fields),
        content: Array(body.utf8)
    )
    return RenderContext(
        request: view,
        namespace: "shop",
        chain: "chain",
        clock: .frozen(at: instant),
        chance: Chance(seed: seed)
    )
}

/// The file of a golden folder.
enum Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/golden")

    /// The JSON files of a folder by name.
    static func files(_ name: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)) ?? []
        return all.filter { $0.hasSuffix(".json") }.sorted()
    }

    static func json(_ name: String, _ file: String) throws -> JSON {
        try JSON.parse(Array(Data(contentsOf: folder.appending(path: "\(name)/\(file)"))))
    }

    /// The context that a golden file describes.
    static func context(_ file: JSON) throws -> RenderContext {
        let request = file["request"] ?? [:]
        let body =
            request["text"]?.string ?? request["body"].map { String(decoding: $0.serialized(), as: UTF8.self) } ?? ""
        var context = TemplatingTests.context(
            method: request["method"]?.string ?? "POST",
            target: request["target"]?.string ?? "/",
            fields: fields(request["fields"]),
            body: body,
            instant: Timestamp(nanoseconds: Int64(file["instant"]?.string ?? "") ?? 1_700_000_000_000_000_000)
        )
        for member in request["pathParameters"]?.object?.members ?? [] {
            context.request.pathParameters.append((member.name, member.value.textValue))
        }
        fill(.global(namespace: "shop"), file["stores"]?["global"], in: &context.stores)
        fill(.chain(namespace: "shop", id: "chain"), file["stores"]?["chain"], in: &context.stores)
        context.mockStore = store(file["stores"]?["mock"])
        if let response = file["response"] {
            context.response = RenderedResponse(
                status: response["status"]?.int ?? 200,
                fields: fields(response["fields"]),
                content: response["body"]?.serialized() ?? []
            )
        }
        return context
    }

    private static func fields(_ json: JSON?) -> FieldSection {
        var section = FieldSection()
        for pair in json?.array ?? [] { section.append(pair[0]?.string ?? "", pair[1]?.string ?? "") }
        return section
    }

    private static func fill(_ place: Stores.Place, _ json: JSON?, in stores: inout Stores) {
        for (key, value) in store(json) { stores[place, key] = value }
    }

    private static func store(_ json: JSON?) -> [String: JSON] {
        Dictionary((json?.object?.members ?? []).map { ($0.name, $0.value) }) { _, last in last }
    }
}
