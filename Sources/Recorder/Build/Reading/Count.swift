/// Numbers with their nouns.
enum Count {
    /// `1 exchange`, `2 exchanges`.
    static func words(_ number: Int, _ noun: String) -> String {
        if number == 1 { return "1 \(noun)" }
        return noun.hasSuffix("y") ? "\(number) \(noun.dropLast())ies" : "\(number) \(noun)s"
    }
}
