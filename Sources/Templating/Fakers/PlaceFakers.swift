internal import Model

extension FakerKind {
    /// Addresses and coordinates.
    static let places: [String: FakerKind] = [
        "Address": .text { chance in
            let (city, state) = chance.pick(cities)
            return "\(street(&chance)), \(city), \(state) \(chance.zip())"
        },
        "StreetAddress": .text { street(&$0) },
        "City": .text { $0.pick(cities).0 },
        "State": .text { $0.pick(cities).1 },
        "Zip": .text { $0.zip() },
        "ZipCode": .text { $0.zip() },
        "Country": .text { $0.pick(countries).0 },
        "CountryCode": .text { $0.pick(countries).1 },
        "Latitude": .value { .number(coordinate(90, &$0.chance)) },
        "Longitude": .value { .number(coordinate(180, &$0.chance)) },
    ]

    private static func street(_ chance: inout Chance) -> String {
        "\(Int.random(in: 1...999, using: &chance)) \(chance.pick(streets)) \(chance.pick(["Street", "Avenue", "Road"]))"
    }

    /// Six digits after the point: about a tenth of a metre.
    private static func coordinate(_ limit: Int, _ chance: inout Chance) -> JSONNumber {
        JSONNumber(Double(Int.random(in: -limit * 1_000_000...limit * 1_000_000, using: &chance)) / 1_000_000)
    }

    private static let cities = [
        ("Portland", "Oregon"), ("Austin", "Texas"), ("Madison", "Wisconsin"), ("Denver", "Colorado"),
        ("Albany", "New York"), ("Savannah", "Georgia"), ("Tucson", "Arizona"), ("Boise", "Idaho"),
    ]
    private static let streets = ["Maple", "Harbor", "Station", "Mill", "Church", "Garden", "River", "Hill"]
    private static let countries = [
        ("Germany", "DE"), ("France", "FR"), ("Japan", "JP"), ("Brazil", "BR"), ("Canada", "CA"), ("Kenya", "KE"),
        ("India", "IN"), ("Norway", "NO"), ("Portugal", "PT"), ("New Zealand", "NZ"),
    ]
}

extension Chance {
    /// Five digits.
    fileprivate mutating func zip() -> String { FakerKind.digits(5, &self) }
}
