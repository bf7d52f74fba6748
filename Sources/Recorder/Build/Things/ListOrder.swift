internal import Model

/// The order of a list by a member of its elements.
struct ListOrder {
    /// As `$.sort` takes it: `name`, `-created`.
    let wish: String

    /// The orders in which elements like this one may stand, those by times first.
    static func orders(of element: JSON) -> [ListOrder] {
        let members = (element.object?.members ?? [])
            .filter { member in
                guard ValuePath.isPlain(member.name) else { return false }
                return member.value.string != nil || member.value.number != nil
            }
        let times = members.filter { ClockFormat.read($0.value) != nil }
        let others = members.filter { ClockFormat.read($0.value) == nil }
        return (times + others).flatMap { [ListOrder(wish: "-\($0.name)"), ListOrder(wish: $0.name)] }
    }
}
