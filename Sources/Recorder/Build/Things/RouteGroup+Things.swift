internal import Model

/// What a group's exchanges show and put of things.
extension RouteGroup {
    /// Whether an exchange that names a thing so shows the thing itself and not a part of it.
    func isWholeThing(_ key: Place) -> Bool {
        if case .segment(let segment) = key { endsWith(segment) } else { true }
    }

    /// The text that an answer shows of a thing which is a text: a document, a file.
    func shownText(_ sample: Sample) -> JSON? {
        guard method == "GET", case .text(let text) = sample.response, sample.answer == nil else { return nil }
        return .string(text)
    }

    /// The text that a request puts in a thing's place.
    func putText(_ sample: Sample) -> JSON? {
        guard method == "PUT", case .string? = sample.request else { return nil }
        return sample.request
    }

    /// Where the list is asked for to which a thing belongs that was made so: where it was posted to, or above where it was put.
    func pathOfList(of key: Place, _ sample: Sample) -> String {
        let path = RequestTarget(sample.exchange.request.target).path
        guard case .segment(let segment) = key, endsWith(segment) else { return path }
        let last = path.hasSuffix("/") ? path.dropLast() : path[...]
        return String(last[..<(last.lastIndex(of: "/") ?? last.startIndex)])
    }

    /// What the things are called that it shows: the word before their id in the path, else its own name.
    var nameOfThings: String { thingSegment.flatMap { collection(before: $0) } ?? collection }
}
