internal import Model

/// How stores are read and written in the templates of built mocks.
enum StoreSpelling {
    /// The expression that reads the thing that a request names: `$.gS['orders:${$.pathParam.id}']`.
    static func reader(_ use: StoreIndex.Use, _ group: RouteGroup) -> String {
        let key = Spelling(parameters: group.parameters).expression(use.key)
        return "$.gS['\(use.name):${\(key)}']"
    }

    /// Whether a mock's templates read the store.
    static func reads(_ draft: MockDraft) -> Bool {
        draft.findings.contains { $0.template.contains("$.gS[") }
    }

    /// Makes the mocks of a group write the things that they make.
    static func write(_ names: [String], _ writer: StoreIndex.Writer, into drafts: inout [MockDraft]) {
        for index in drafts.indices where drafts[index].replies.contains(where: { (200...299).contains($0.status) }) {
            let key: String
            if case .segment(let segment) = writer.key, drafts[index].group.pattern.indices.contains(segment),
                let literal = drafts[index].group.pattern[segment]
            {
                key = PercentEncoding.decoded(literal)
            } else {
                let spelling = Spelling(parameters: drafts[index].group.parameters)
                key = "${\(spelling.expression(writer.key))}"
            }
            for name in names {
                var extraction = Extraction(
                    store: .global,
                    key: "\(name):\(key)",
                    value: .string(writer.isResponse ? "$.resp" : "$.req")
                )
                extraction.isAfterResponse = true
                if !drafts[index].extractions.contains(extraction) { drafts[index].extractions.append(extraction) }
            }
        }
    }
}
