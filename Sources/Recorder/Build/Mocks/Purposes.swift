internal import Model

/// What the requests of one path are for: each says so in one place, and where clients of several protocols speak to one path,
/// as they do to `/` of a server that stands for many services, those of each protocol in a place of their own.
struct Purposes {
    private let places: [Discriminator]

    /// More protocols than this are none.
    private static let protocols = 4

    /// What every request of a group tells; nil where one does not.
    init?(_ group: RouteGroup) {
        var rest = group
        var found: [Discriminator] = []
        while !rest.samples.isEmpty {
            guard found.count < Self.protocols,
                let next = Discriminator(rest) ?? Discriminator(amongSome: rest)
            else { return nil }
            found.append(next)
            rest.samples.removeAll { next.word(in: $0) != nil }
        }
        places = found
    }

    /// One group for each purpose.
    func split(_ group: RouteGroup) -> [RouteGroup] {
        var rest = group
        var result: [RouteGroup] = []
        for place in places {
            result += place.split(rest)
            rest.samples.removeAll { place.word(in: $0) != nil }
        }
        return result
    }

    /// What an exchange is for; nil where it does not say so.
    func purpose(of exchange: Exchange) -> (word: String, onlyAsks: Bool)? {
        places.lazy.compactMap { $0.purpose(of: exchange) }.first
    }
}
