import Model
import Testing

@testable import Templating

@Suite struct ListFunctionsTests {
    private let cups: JSON = [["id": "a", "n": 1], ["id": "b", "n": 2], ["id": "c", "n": 3]]
    private let mixed: [JSON] = [
        ["id": "a", "n": 10, "at": "2026-01-03"], ["id": "b", "n": 9, "at": "2026-01-01"], ["id": "c", "n": 10],
    ]

    @Test func puttingReplacesTheOneOfThatNameOrAddsIt() {
        let replaced = ListFunctions.list(cups, putting: ["id": "b", "n": 9], by: "id")
        #expect(replaced == [["id": "a", "n": 1], ["id": "b", "n": 9], ["id": "c", "n": 3]])
        let added = ListFunctions.list(.null, putting: ["id": "d"], by: "id")
        #expect(added == [["id": "d"]])
        #expect(ListFunctions.list(cups, putting: nil, by: "id") == nil)
    }

    @Test(
        arguments: [
            ("$.union($.req.tags, 'c')", ["a", "b", "c"]), ("$.union($.req.tags, $.req.tags)", ["a", "b"]),
            ("$.union($.req.none, 'c')", ["c"]), ("$.drop($.req.tags, 'a')", ["b"]),
            ("$.drop($.req.tags, $.req.tags)", []), ("$.put($.req.tags, 'a')", ["a", "b", "a"]),
            ("$.unless($.req.tags[0], 'all')", "a"), ("$.unless($.req.all, 'all') || 'none'", "none"),
            ("$.find($.req.items, 'id', 'y')", ["id": "y", "by": ["id": 2]]),
            ("$.find($.req.items, 'id', 'z') || 'none'", "none"),
            ("$.where($.req.items, 'by.id', '1')", [["id": "x", "by": ["id": 1]]]),
        ] as [(String, JSON)]
    )
    func listsInsideThingsAreChanged(_ expression: String, _ expected: JSON) throws {
        let body =
            #"{"tags": ["a", "b"], "all": "all", "items": [{"id": "x", "by": {"id": 1}}, {"id": "y", "by": {"id": 2}}]}"#
        var context = context(fields: [("Content-Type", "application/json")], body: body)
        let value = try JSONTemplate(.string(expression)).value(in: &context)
        #expect(value.isEquivalent(to: expected), "\(expression) gives \(value)")
    }

    @Test func droppingTakesTheNamedAway() {
        #expect(ListFunctions.list(cups, dropping: "b", by: "id") == [["id": "a", "n": 1], ["id": "c", "n": 3]])
        #expect(ListFunctions.list(cups, dropping: "z", by: "id") == cups)
    }

    @Test(
        arguments: [
            (1, 2, [1, 2]), (2, 2, [3]), (3, 2, []), (1, 100, [1, 2, 3]), (Int64.max, Int64.max, []),
        ] as [(Int64, Int64, [JSON])]
    )
    func pagesCountFromOne(_ number: Int64, _ size: Int64, _ expected: [JSON]) {
        let page = ListFunctions.page(of: [1, 2, 3], number: .int(number), size: .int(size))
        #expect(page?.elements == expected)
        #expect(page?.isFollowed == (number == 1 && size == 2))
    }

    @Test(arguments: [(0, 2), (1, 0), (-1, 2)] as [(Int64, Int64)])
    func thereIsNoPageBeforeTheFirst(_ number: Int64, _ size: Int64) {
        #expect(ListFunctions.page(of: [1, 2, 3], number: .int(number), size: .int(size)) == nil)
    }

    @Test func withoutASizeThereIsOnePage() {
        let page = ListFunctions.page(of: [1, 2, 3], number: 1, size: nil)
        #expect(page?.elements == [1, 2, 3])
        #expect(page?.isFollowed == false)
    }

    @Test func wishesThatARequestDoesNotHaveChangeNothing() {
        #expect(ListFunctions.list(cups, where: ["n", "2", "id", nil]) == [["id": "b", "n": 2]])
        #expect(ListFunctions.list(cups, where: ["n", nil]) == cups)
        #expect(ListFunctions.sorted(mixed, by: nil, nil) == mixed)
        #expect(ListFunctions.elements(mixed, after: nil, by: "id") == mixed)
    }

    @Test(
        arguments: [
            ("n", nil, "bac"), ("-n", nil, "acb"), ("n:desc", nil, "acb"), ("n", "DESC", "acb"), ("+n", nil, "bac"),
            ("at", nil, "bac"), ("at desc", nil, "cab"),
        ] as [(JSON, JSON?, String)]
    )
    func listsAreSortedAsWished(_ wish: JSON, _ direction: JSON?, _ expected: String) {
        let names = ListFunctions.sorted(mixed, by: wish, direction).map { $0["id"]?.string ?? "" }
        #expect(names.joined() == expected)
    }

    @Test func cursorsGoOnBehindWhatTheyName() {
        #expect(ListFunctions.elements(mixed, after: "b", by: "id").map { $0["id"] } == ["c"])
        #expect(ListFunctions.elements(mixed, after: "z", by: "id").isEmpty)
        #expect(ListFunctions.next([cups, 1, 2, "id"]) == "b")
        #expect(ListFunctions.next([cups, 1, 2]) == 2)
        #expect(ListFunctions.next([cups, 2, 2, "id"]) == .null)
    }

    @Test func sumsOverElementsAreExact() {
        let lines: JSON = [["q": 3, "p": 4.15], ["q": 2, "p": 0.1]]
        #expect(ListFunctions.total([lines, "q", "p"]) == 12.65)
        #expect(ListFunctions.total([lines, "q"]) == 5)
        #expect(ListFunctions.total([lines, "absent"]) == nil)
        #expect(ListFunctions.total([[], "q"]) == 0)
    }

    @Test func eachElementIsMadeFromOne() {
        let lines: [JSON] = [["sku": "A", "q": 3, "p": 2], ["sku": "B", "q": 1, "p": 5]]
        let made = ListFunctions.each(
            lines,
            ["no", "@number", "sku", "@.sku", "sum", "@.q * @.p", "open", true, "note", nil]
        )
        #expect(
            made == [
                ["no": 1, "sku": "A", "sum": 6, "open": true, "note": nil],
                ["no": 2, "sku": "B", "sum": 5, "open": true, "note": nil],
            ]
        )
    }

    @Test func numbersAreFilledUpWithZeros() {
        #expect(Function.pad.apply([42, 4]) == "0042")
        #expect(Function.pad.apply([12_345, 4]) == "12345")
    }
}
