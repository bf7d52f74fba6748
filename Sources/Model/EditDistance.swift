/// How many elements must be put in, taken out or changed to make one sequence the other (Levenshtein).
///
/// Takes time and memory as the product and the length of what is given: cut what comes from outside.
public func editDistance<Element: Equatable>(_ left: some Sequence<Element>, _ right: some Sequence<Element>) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, element) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let next = min(row[column] + 1, row[column + 1] + 1, diagonal + (right[column] == element ? 0 : 1))
            diagonal = row[column + 1]
            row[column + 1] = next
        }
    }
    return row[right.count]
}
