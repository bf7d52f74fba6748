internal import Model

/// Tells formats apart by what only one of them has.
enum FormatDetection {
    static func format(of bytes: [UInt8]) -> ImportFormat? {
        if let json = try? JSON.parse(bytes, depthLimit: Interchange.depthLimit) { return format(of: json) }
        guard let text = try? Interchange.text(bytes) else { return nil }
        return CurlReader.isCommand(text) ? .curl : OpenAPIText.isYAML(text) ? .openapi : nil
    }

    private static func format(of json: JSON) -> ImportFormat? {
        if case .array(let elements) = json { return elements.first.flatMap { single($0) } }
        if json["log"]?["entries"] != nil { return .har }
        if json["openapi"] != nil || json["swagger"] != nil { return .openapi }
        if json["item"] != nil, json["info"] != nil { return .postman }
        if json["collection"]?["item"] != nil { return .postman }
        if json["data"]?["pairs"] != nil { return .hoverfly }
        if json["_type"] == "export" || json["__export_format"] != nil { return .insomnia }
        if json["mappings"] != nil { return .wiremock }
        if json["mocks"] != nil { return .mockarty }
        return single(json)
    }

    /// A single mock or mapping.
    private static func single(_ json: JSON) -> ImportFormat? {
        if json["http"]?["route"] != nil { return .mockarty }
        return json["request"]?.object != nil && json["response"]?.object != nil ? .wiremock : nil
    }
}
