internal import Model

/// The members that mocks work out before they store them: with fresh values in the requests they become other numbers, which no
/// answer need have shown before.
struct CalculatedMembers {
    private var names: Set<String> = []

    private static let functions = [
        "sum", "subtract", "multiply", "divide", "total", "count", "round", "floor", "increment", "size",
    ]

    init(_ mocks: [Mock] = []) {
        for mock in mocks {
            let made = Self.values(of: mock.extractions, in: .mock)
            let calculated = made.filter { Self.isCalculated($0.value.textValue) }.map { "$.mS.\($0.key)" }
            for stored in Self.values(of: mock.extractions, in: .global) {
                stored.value.visit { path, value in
                    guard let name = path.name, let text = value.string else { return }
                    if Self.isCalculated(text) || calculated.contains(text) { names.insert(name) }
                }
            }
        }
    }

    /// Whether a number that a template reads from the store is such a one.
    func contain(_ place: String, _ template: JSON?) -> Bool {
        guard template?.string?.contains("$.gS[") == true, let name = place.split(separator: ".").last else {
            return false
        }
        return names.contains(String(name))
    }

    private static func values(of extractions: [Extraction], in store: Extraction.Store) -> [(key: String, value: JSON)]
    {
        extractions.filter { $0.store == store }.map { ($0.key, $0.value) }
    }

    private static func isCalculated(_ text: String) -> Bool { functions.contains { text.contains("$.\($0)(") } }
}
