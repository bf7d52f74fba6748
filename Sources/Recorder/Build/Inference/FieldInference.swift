internal import Model

/// Infers the header fields of a reply or callback.
enum FieldInference {
    /// The fields of the responses that most samples have, in the order of the first sample.
    ///
    /// - Parameter known: the template of a field by its name, where it is known already.
    static func fields(
        _ samples: [Sample],
        _ inference: inout MockInference,
        _ setting: Setting,
        known: (String) -> String?
    ) -> [TemplateField] {
        columns(samples.map(\.responseFields))
            .map { name, values in
                var setting = setting
                setting.splits = false
                if namesTheRequest(name) { setting.mayGenerate = true }
                let place = "response.headers.\(name)"
                if let template = known(name) {
                    inference.note(place, "store", template, "the things made under this path")
                    return TemplateField(name, template)
                }
                return TemplateField(name, inference.text(values, at: place, name: name, in: setting))
            }
    }

    /// Fields that stand in every message, with their values; hop-by-hop fields and signatures left out.
    static func columns(_ messages: [FieldSection]) -> [(name: String, values: [String])] {
        guard let first = messages.first else { return [] }
        var result: [(name: String, values: [String])] = []
        var occurrences: [String: Int] = [:]
        for field in first {
            let name = field.name.lowercased()
            let number = occurrences[name, default: 0]
            occurrences[name] = number + 1
            if NamesOfFields.hop.contains(name) || SignatureScheme.isSignature(name) { continue }
            let values = messages.compactMap { message -> String? in
                let all = message.all(named: name)
                return all.indices.contains(number) ? all[number] : nil
            }
            if values.count == messages.count { result.append((field.name, values)) }
        }
        return result
    }

    /// Headers that stand in every message on a broker, with their values. A content type is said in another way.
    static func columns(_ messages: [JSONObject]) -> [(name: String, values: [JSON])] {
        guard let first = messages.first else { return [] }
        var result: [(name: String, values: [JSON])] = []
        var occurrences: [String: Int] = [:]
        for member in first.members where member.name.lowercased() != "content-type" {
            let number = occurrences[member.name, default: 0]
            occurrences[member.name] = number + 1
            let values = messages.compactMap { headers -> JSON? in
                let all = headers.members.filter { $0.name == member.name }
                return all.indices.contains(number) ? all[number].value : nil
            }
            if values.count == messages.count { result.append((member.name, values)) }
        }
        return result
    }

    /// `X-Request-Id` and its like: new for every message, whatever was asked.
    private static func namesTheRequest(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["request-id", "requestid", "trace", "correlation", "amzn-requestid", "cf-ray"]
            .contains { name.contains($0) }
    }
}
