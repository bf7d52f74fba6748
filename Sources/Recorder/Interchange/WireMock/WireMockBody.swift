internal import Model

/// What a request pattern asks of the body.
enum WireMockBody {
    static func conditions(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> [Condition] {
        let type = try contentType(request)
        var conditions: [Condition] = []
        for pattern in try request.list("bodyPatterns") {
            conditions += try condition(pattern, on: .content(type: type), &draft)
        }
        for (name, pattern) in try request["formParameters"]?.members() ?? [] {
            conditions += try condition(pattern, on: subject(name), &draft)
        }
        for part in try request.list("multipartPatterns") { conditions += try self.conditions(ofPart: part, &draft) }
        return conditions
    }

    private static func condition(
        _ pattern: ImportCursor,
        on subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        try WireMockPattern.condition(pattern, on: subject, &draft).map { [$0] } ?? []
    }

    private static func subject(_ name: String) -> MatchSubject {
        .value("$" + ValuePath(steps: [.member(name)]).spelling)
    }

    /// What the headers say of it, so that a body is compared as the request's will be read.
    private static func contentType(_ request: ImportCursor) throws(ImportError) -> String {
        for (name, pattern) in try request["headers"]?.members() ?? [] where name.lowercased() == "content-type" {
            return pattern["equalTo"]?.value.string ?? pattern["contains"]?.value.string ?? ""
        }
        return ""
    }

    private static func conditions(
        ofPart part: ImportCursor,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        guard let name = try partName(part) else {
            draft.note(part.path, "a part without a name is not asked for")
            return []
        }
        try draft.noteMembers(of: part, besides: ["name", "matchingType", "bodyPatterns", "headers"])
        for (field, pattern) in try part["headers"]?.members() ?? [] where field.lowercased() != "content-disposition" {
            draft.note(pattern.path, "fields of parts are not looked at")
        }
        var conditions: [Condition] = []
        for pattern in try part.list("bodyPatterns") { conditions += try condition(pattern, on: subject(name), &draft) }
        return conditions.isEmpty ? [.check(subject(name).path, .any)] : conditions
    }

    /// By `name`, or as the Content-Disposition must contain it.
    private static func partName(_ part: ImportCursor) throws(ImportError) -> String? {
        if let name = try part.string("name") { return name }
        for (field, pattern) in try part["headers"]?.members() ?? [] where field.lowercased() == "content-disposition" {
            guard let text = pattern["contains"]?.value.string, let start = text.firstRange(of: "name=\"")?.upperBound
            else { continue }
            return String(text[start...].prefix { $0 != "\"" })
        }
        return nil
    }
}
