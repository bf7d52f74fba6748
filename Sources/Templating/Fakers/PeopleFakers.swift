extension FakerKind {
    /// Persons and their telephones.
    static let people: [String: FakerKind] = [
        "FirstName": .text { firstName(&$0) },
        "FirstNameMale": .list(maleNames),
        "FirstNameFemale": .list(femaleNames),
        "LastName": .list(lastNames),
        "Name": .text { fullName(&$0) },
        "FullName": .text { fullName(&$0) },
        "Gender": .list(["female", "male", "non-binary"]),
        "TitleMale": .list(["Mr.", "Dr.", "Prof."]),
        "TitleFemale": .list(["Ms.", "Mrs.", "Dr.", "Prof."]),
        "JobTitle": .text { "\($0.pick(ranks)) \($0.pick(fields)) \($0.pick(jobs))" },
        "Username": .text { username(&$0) },
        "Password": .text { password(&$0) },
        "Phone": .text { phone(&$0) },
        "PhoneNumber": .text { phone(&$0) },
        "E164PhoneNumber": .text { "+1\(areaCode(&$0))555\(digits(4, &$0))" },
        "TollFreePhoneNumber": .text { chance in
            "(\(chance.pick(["800", "833", "844", "855", "866", "877", "888"]))) 555-\(digits(4, &chance))"
        },
    ]

    static func firstName(_ chance: inout Chance) -> String { chance.pick(chance.pick([maleNames, femaleNames])) }

    static func fullName(_ chance: inout Chance) -> String { "\(firstName(&chance)) \(chance.pick(lastNames))" }

    static func username(_ chance: inout Chance) -> String {
        "\(firstName(&chance)).\(chance.pick(lastNames))\(Int.random(in: 1...999, using: &chance))".lowercased()
    }

    /// So many decimal digits; the first may be zero.
    static func digits(_ count: Int, _ chance: inout Chance) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &chance)) }.joined()
    }

    /// North American: neither of the first two digits makes it a service code.
    private static func areaCode(_ chance: inout Chance) -> String {
        "\(Int.random(in: 2...9, using: &chance))\(Int.random(in: 2...8, using: &chance))\(digits(1, &chance))"
    }

    /// With 555 as exchange, which is nobody's.
    private static func phone(_ chance: inout Chance) -> String { "\(areaCode(&chance))-555-\(digits(4, &chance))" }

    private static func password(_ chance: inout Chance) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#%+-_")
        return String((0..<16).map { _ in chance.pick(alphabet) })
    }

    private static let maleNames = [
        "James", "Oliver", "Lucas", "Noah", "Mateo", "Leon", "Hugo", "Ivan", "Kenji", "Omar", "Samuel", "Viktor",
    ]
    private static let femaleNames = [
        "Emma", "Olivia", "Sofia", "Mia", "Amelia", "Clara", "Nina", "Aiko", "Leila", "Grace", "Hanna", "Zoe",
    ]
    static let lastNames = [
        "Smith", "Johnson", "Garcia", "Silva", "Kowalski", "Novak", "Schmidt", "Rossi", "Tanaka", "Ivanov", "Haddad",
        "Okafor", "Larsen", "Dubois", "Murphy", "Costa",
    ]
    private static let ranks = ["Junior", "Senior", "Lead", "Principal", "Associate", "Chief"]
    private static let fields = ["Marketing", "Software", "Data", "Product", "Security", "Finance"]
    private static let jobs = ["Engineer", "Analyst", "Designer", "Architect", "Consultant", "Officer"]
}
