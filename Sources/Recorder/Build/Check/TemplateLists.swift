internal import Model

/// The functions of lists that read nothing but their arguments, worked out here for `RequestTemplate`.
enum TemplateLists {
    /// What `$.count`, `$.total` or `$.each` gives; nil for other functions and for what is no list.
    static func value(_ name: Substring, of list: JSON, _ arguments: ArraySlice<JSON?>) -> JSON? {
        if name == "count", let text = list.string { return .int(text.count) }
        guard let elements = list.array else { return nil }
        switch name {
        case "count": return .int(elements.count)
        case "total":
            let names = arguments.compactMap { $0?.string }
            return number(elements.reduce(0) { $0 + product(of: names, in: $1) })
        case "each": return .array(elements.enumerated().map { made($1, number: $0 + 1, Array(arguments)) })
        default: return nil
        }
    }

    private static func made(_ element: JSON, number position: Int, _ arguments: [JSON?]) -> JSON {
        var object = JSONObject()
        for index in stride(from: 0, to: arguments.count - 1, by: 2) {
            guard let name = arguments[index]?.string else { continue }
            let source = arguments[index + 1] ?? .null
            guard let text = source.string, text.hasPrefix("@") else {
                object[name] = source
                continue
            }
            let names = text.split(separator: " * ").map { String($0.dropFirst(2)) }
            if text == "@number" {
                object[name] = .int(position)
            } else if text == "@" {
                object[name] = element
            } else if names.count == 1 {
                object[name] = element[names[0]]
            } else {
                object[name] = number(product(of: names, in: element))
            }
        }
        return .object(object)
    }

    private static func product(of names: [String], in element: JSON) -> Double {
        names.reduce(1) { $0 * (element[$1]?.number?.double ?? 0) }
    }

    /// Sums of amounts have few decimals; what is behind them comes of binary fractions.
    private static func number(_ value: Double) -> JSON { .number(JSONNumber((value * 1e6).rounded() / 1e6)) }
}
