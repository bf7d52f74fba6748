extension Set<String> {
    /// Takes a name, with a number from 2 on behind it when it is taken already.
    ///
    /// - Returns: the name that was taken.
    mutating func take(_ base: String, numberedAfter separator: String = "") -> String {
        var name = base
        var number = 2
        while !insert(name).inserted {
            name = "\(base)\(separator)\(number)"
            number += 1
        }
        return name
    }
}
