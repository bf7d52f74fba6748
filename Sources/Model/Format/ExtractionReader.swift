/// Turns `extract`, `extractAfter` and `extractors` into the extractions of a mock, in this order.
enum ExtractionReader {
    static func extractions(_ cursor: JSONCursor) throws(MockFormatError) -> [Extraction] {
        try stores(cursor.member("extract"), isAfterResponse: false)
            + extractors(cursor.member("extractors"))
            + stores(cursor.member("extractAfter"), isAfterResponse: true)
    }

    static func stores(_ cursor: JSONCursor?, isAfterResponse: Bool) throws(MockFormatError) -> [Extraction] {
        guard let cursor else { return [] }
        try cursor.allowOnly(["mStore", "cStore", "gStore"])
        var extractions: [Extraction] = []
        for (key, store) in [("mStore", Extraction.Store.mock), ("cStore", .chain), ("gStore", .global)] {
            for member in try cursor.member(key)?.members() ?? [] {
                var extraction = Extraction(store: store, key: member.name, value: try value(member.cursor))
                extraction.isAfterResponse = isAfterResponse
                extractions.append(extraction)
            }
        }
        return extractions
    }

    /// A template or literal, or `{"from": …, "jpath": …}`.
    private static func value(_ cursor: JSONCursor) throws(MockFormatError) -> JSON {
        guard case .object(let object) = cursor.value, object["jpath"] != nil else { return cursor.value }
        try cursor.allowOnly(["from", "jpath"])
        return .string(
            try expression(
                from: cursor.member("from"),
                path: cursor.required("jpath").string(),
                at: cursor
            )
        )
    }

    private static func extractors(_ cursor: JSONCursor?) throws(MockFormatError) -> [Extraction] {
        var extractions: [Extraction] = []
        for element in try cursor?.elements() ?? [] {
            try element.allowOnly(["from", "jsonPath", "toStore", "key"])
            let value = try expression(
                from: element.member("from"),
                path: element.required("jsonPath").string(),
                at: element
            )
            extractions.append(
                Extraction(
                    store: try element.member("toStore")?.choice(Extraction.Store.self) ?? .global,
                    key: try element.required("key").string(),
                    value: .string(value)
                )
            )
        }
        return extractions
    }

    private enum Part: String, CaseIterable { case body, header, query, path }

    private static func expression(
        from: JSONCursor?,
        path: String,
        at cursor: JSONCursor
    ) throws(MockFormatError) -> String {
        let steps = path.hasPrefix("$") ? String(path.dropFirst()) : (path.hasPrefix("[") ? path : ".\(path)")
        switch try from?.choice(Part.self) ?? .body {
        case .body: return "$.req\(steps)"
        case .header: return "$.reqHeader\(steps)" + (steps.hasSuffix("]") ? "" : "[0]")
        case .query: return "$.queryParams\(steps)"
        case .path: return "$.pathParam\(steps)"
        }
    }
}

extension Extraction.Store: CaseIterable {
    /// All stores.
    public static let allCases: [Extraction.Store] = [.mock, .chain, .global]
}
