public import Model

/// The functions that make, change and show lists of things. A list that is not there is an empty one, and a wish that a
/// request does not have changes nothing.
public enum ListFunctions {
    /// `put(list, element, 'id')`: the list with the element in the place of the one that has the same name, or at its end.
    static func list(_ list: JSON, putting element: JSON?, by name: JSON?) -> JSON? {
        guard let element, let name = name?.string else { return .none }
        var elements = list.array ?? []
        let key = element[name]
        if let key, let index = elements.firstIndex(where: { $0[name]?.isEquivalent(to: key) == true }) {
            elements[index] = element
        } else {
            elements.append(element)
        }
        return .array(elements)
    }

    /// `drop(list, 'id', value)`: the list without the elements of this name.
    static func list(_ list: JSON, dropping key: JSON?, by name: JSON?) -> JSON? {
        guard let key, let name = name?.string else { return .none }
        return .array((list.array ?? []).filter { $0[name]?.textValue != key.textValue })
    }

    /// `drop(list, x)`: the list without the elements that are equal to a value, or to one of a list's.
    public static func list(_ list: JSON, without value: JSON) -> JSON {
        let others = value.array ?? [value]
        return .array((list.array ?? []).filter { element in !others.contains { $0.isEquivalent(to: element) } })
    }

    /// `union(list, x)`: the list, and behind it what it does not hold yet of a value or of a list's.
    public static func list(_ list: JSON, with value: JSON) -> JSON {
        var elements = list.array ?? []
        for new in value.array ?? [value] where !elements.contains(where: { $0.isEquivalent(to: new) }) {
            elements.append(new)
        }
        return .array(elements)
    }

    /// `find(list, 'id', value)`: the first element of this name; nil where none has it.
    static func element(of elements: [JSON], by name: JSON?, _ key: JSON?) -> JSON? {
        guard let key, let name = name?.string else { return .none }
        return elements.first { $0[name]?.textValue == key.textValue }
    }

    /// `where(list, 'status', value, …)`: the elements whose members have these values.
    static func list(_ list: JSON, where pairs: ArraySlice<JSON?>) -> JSON {
        var rest = pairs
        var elements = list.array ?? []
        while let name = rest.popFirst(), let value = rest.popFirst() {
            if let name = name?.string, let value { elements = Self.elements(elements, where: name, is: value) }
        }
        return .array(elements)
    }

    /// The elements with a member of this value; a number and the text that spells it are equal.
    public static func elements(_ elements: [JSON], where name: String, is value: JSON) -> [JSON] {
        elements.filter { member(name, of: $0)?.textValue == value.textValue }
    }

    /// A member by its name, or by the way to it: `author.id`.
    static func member(_ name: String, of element: JSON) -> JSON? {
        element[name] ?? name.split(separator: ".").reduce(element as JSON?) { part, name in part?[String(name)] }
    }

    /// The elements in the order that a request wishes: `created`, `-created`, `created:desc`, or a name with its
    /// direction beside it. Elements that are equal in this keep their order.
    public static func sorted(_ elements: [JSON], by wish: JSON?, _ direction: JSON?) -> [JSON] {
        guard let words = wish?.textValue.split(whereSeparator: { ":, ".contains($0) }), var name = words.first else {
            return elements
        }
        var falls = (words.dropFirst().first.map(String.init) ?? direction?.textValue ?? "").lowercased()
            .hasPrefix("desc")
        if name.hasPrefix("-") { falls = true }
        if name.hasPrefix("-") || name.hasPrefix("+") { name.removeFirst() }
        let keys = elements.map { $0[String(name)] }
        return elements.indices
            .sorted { left, right in
                let order = compare(keys[left], keys[right]) * (falls ? -1 : 1)
                return order == 0 ? left < right : order < 0
            }
            .map { elements[$0] }
    }

    /// The elements behind the one that a cursor names; none where it names none of them.
    public static func elements(_ elements: [JSON], after key: JSON?, by name: String) -> [JSON] {
        guard let key, !key.textValue.isEmpty else { return elements }
        guard let index = elements.firstIndex(where: { $0[name]?.textValue == key.textValue }) else { return [] }
        return Array(elements[(index + 1)...])
    }

    /// The elements of a page and whether others follow it; the first page is 1, and without a size there is only one.
    /// Nil for a page or a size that is no whole number above 0.
    public static func page(
        of elements: [JSON],
        number: JSON?,
        size: JSON?
    ) -> (elements: [JSON], isFollowed: Bool)? {
        guard let size else { return (elements, false) }
        guard let number = number.flatMap(Function.number)?.int64, let size = Function.number(size)?.int64,
            number > 0, size > 0
        else { return nil }
        let (skipped, isBeyond) = (number - 1).multipliedReportingOverflow(by: size)
        guard !isBeyond, skipped < elements.count else { return ([], false) }
        let rest = elements[Int(skipped)...]
        return (Array(rest.prefix(Int(min(size, Int64(rest.count))))), Int64(rest.count) > size)
    }

    /// `next(list, number, size, 'id')`: the cursor behind a page, which is the name of its last element, or the next page's
    /// number without a name; null where nothing follows.
    static func next(_ arguments: [JSON?]) -> JSON? {
        guard let page = page(of: elements(arguments), number: arguments[1], size: arguments[2]) else { return .none }
        guard page.isFollowed else { return .null }
        guard arguments.count > 3 else { return Function.sum.apply([arguments[1], 1]) }
        return arguments[3]?.string.flatMap { page.elements.last?[$0] }
    }

    /// `total(list, 'quantity', 'price')`: the sum over the elements of the product of their members.
    static func total(_ arguments: [JSON?]) -> JSON? {
        var sum: JSON? = 0
        for element in elements(arguments) {
            let factors = arguments.dropFirst().map { name in name?.string.flatMap { element[$0] } }
            sum = Function.sum.apply([sum, Function.multiply.apply(factors)])
        }
        return sum
    }

    /// `each(list, 'name', source, …)`: a list with an object for each element. A source is a member (`'@.sku'`), the product
    /// of two (`'@.quantity * @.price'`), the position from 1 (`'@number'`), or a value that all have.
    static func each(_ elements: [JSON], _ pairs: ArraySlice<JSON?>) -> JSON {
        .array(
            elements.enumerated()
                .map { index, element in
                    var rest = pairs
                    var object = JSONObject()
                    while let name = rest.popFirst(), let source = rest.popFirst() {
                        guard let name = name?.string else { continue }
                        object[name] = member(source ?? .null, of: element, number: index + 1)
                    }
                    return .object(object)
                }
        )
    }

    private static func member(_ source: JSON, of element: JSON, number: Int) -> JSON? {
        guard let text = source.string, text.hasPrefix("@") else { return source }
        if text == "@number" { return .int(number) }
        if text == "@" { return element }
        let factors = text.split(separator: " * ").map { element[String($0.dropFirst(2))] }
        return factors.count == 1 ? factors[0] : Function.multiply.apply(factors)
    }

    static func elements(_ arguments: [JSON?]) -> [JSON] { (arguments[0] ?? nil)?.array ?? [] }

    /// Below 0 where the left one comes first: numbers by size, texts by their letters, what is not there last.
    private static func compare(_ left: JSON?, _ right: JSON?) -> Int {
        if let left = left?.number?.double, let right = right?.number?.double {
            return left == right ? 0 : left < right ? -1 : 1
        }
        switch (left, right) {
        case (nil, nil): return 0
        case (nil, _): return 1
        case (_, nil): return -1
        case (let left?, let right?):
            let (left, right) = (left.textValue, right.textValue)
            return left == right ? 0 : left < right ? -1 : 1
        }
    }
}
