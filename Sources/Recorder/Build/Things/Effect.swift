internal import Model

/// What becomes of a thing because of an exchange.
struct Effect {
    /// The prefix of the store's keys.
    var name: String
    /// The owner of such things, as a part of the store's keys.
    var owner = ""
    /// Where the thing's key stands.
    var key: Place
    /// What the thing is afterwards; nil when it is gone.
    var value: JSON?
    /// What it was before, as far as anybody knows.
    var before: JSON?
    /// Whether that is known, and not only taken for unchanged.
    var isSure = false

    /// Whether the thing is named by the path, or by another thing: then it is read from where it is stored.
    var isOfPathOrStore: Bool {
        switch key {
        case .segment, .stored: true
        default: false
        }
    }

    /// Whether another exchange's effect is of the same kind on the same place.
    func isAlike(_ other: Effect) -> Bool { key == other.key && name == other.name }
}
