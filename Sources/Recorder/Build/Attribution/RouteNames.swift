internal import Model

/// What exchanges are for, as attribution learns it: the route, and where one path serves many purposes the purpose's word.
struct RouteNames {
    private let shapes: PathShapes
    private let purposes: [String: Purposes]

    /// So many exchanges of a route tell whether it has several purposes.
    private static let enough = 400

    init(_ exchanges: [Exchange], shapes: PathShapes) {
        self.shapes = shapes
        var pilots: [String: [Exchange]] = [:]
        for exchange in exchanges
        where exchange.kind == .exchange && !Sample.safeMethods.contains(exchange.request.method) {
            let route = shapes.route(of: exchange)
            if pilots[route, default: []].count < Self.enough { pilots[route, default: []].append(exchange) }
        }
        purposes = pilots.compactMapValues { exchanges in
            guard exchanges.count >= 4 else { return nil }
            let group = RouteGroup(
                method: exchanges[0].request.method,
                origin: exchanges[0].origin,
                pattern: shapes.shape(of: exchanges[0]),
                endsWithSlash: false,
                samples: exchanges.compactMap { Sample($0) }
            )
            return Purposes(group)
        }
    }

    /// The name, and whether such requests promise to change nothing.
    func name(of exchange: Exchange) -> (text: String, isSafe: Bool) {
        let route = shapes.route(of: exchange)
        let isSafe = Sample.safeMethods.contains(exchange.request.method)
        guard let purpose = purposes[route]?.purpose(of: exchange) else { return (route, isSafe) }
        return ("\(route) \(purpose.word)", isSafe || purpose.onlyAsks)
    }
}
