internal import Model

/// Texts that requests put under a path, and that others are shown under the same path: what a file store keeps.
struct UploadedContents {
    /// What reads and writes such a text.
    static let key = "content:${$.path}"
    static let reader = "$.gS['\(key)']"

    private var isShown: [Bool]
    private var isUpload: [Bool]

    init(_ groups: [RouteGroup]) {
        isShown = groups.map { $0.samples.contains(where: Self.shows) && !$0.changes }
        isUpload = Array(repeating: false, count: groups.count)
        guard isShown.contains(true) else { return }
        let order = groups.indices.flatMap { group in groups[group].samples.indices.map { (group, $0) } }
            .sorted { groups[$0.0].samples[$0.1].exchange.id < groups[$1.0].samples[$1.1].exchange.id }
        var last: [String: (group: Int, text: JSON)] = [:]
        for (group, index) in order {
            let sample = groups[group].samples[index]
            let path = RequestTarget(sample.exchange.request.target).path
            if groups[group].changes {
                if sample.hasSucceeded { last[path] = sample.request.map { (group, $0) } }
            } else if isShown[group], Self.shows(sample) {
                guard case .text(let text) = sample.response, let upload = last[path], upload.text.string == text else {
                    isShown[group] = false
                    continue
                }
                isUpload[upload.group] = true
            }
        }
    }

    private static func shows(_ sample: Sample) -> Bool {
        guard sample.hasSucceeded else { return false }
        switch sample.response {
        case .text, .binary: return true
        case .none, .json: return false
        }
    }

    /// Tells a group whether it shows such texts, and whether its requests are such.
    func fill(_ group: inout RouteGroup, _ number: Int) {
        (group.showsUploads, group.isUpload) = (isShown[number], isUpload[number])
    }
}
