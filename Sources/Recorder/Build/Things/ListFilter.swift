internal import Model

/// A member of which a request says what it must be.
struct ListFilter {
    /// Its name, or the way to it: `author.id`.
    var member: String
    /// Where the request says so.
    var place: Place
    /// The word for which nothing is left out: `all`.
    var everything: String?

    /// What the member must be; nil where the request does not say.
    func wish(in sample: Sample) -> JSON? {
        guard let wish = place.value(in: sample), wish.textValue != everything else { return JSON?.none }
        return wish
    }

    func expression(_ spelling: Spelling) -> String {
        let wish = spelling.expression(place)
        return everything.map { "$.unless(\(wish), \(MockInference.quoted($0)))" } ?? wish
    }
}

/// Which page of a list a request is shown.
struct ListPage {
    /// Where the request says which one; the first one where it does not.
    var number: Place?
    /// Where the request says how long pages are.
    var size: Place?
    /// How long they are where it does not.
    var usual: Int?

    func size(in sample: Sample) -> JSON? { size?.value(in: sample) ?? usual.map { .int($0) } }

    /// The expression of a page's length; nil where pages have none.
    func length(_ spelling: Spelling) -> String? {
        let parts = [size.map(spelling.expression), usual.map(String.init)].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " || ")
    }
}
