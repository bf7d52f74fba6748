import Model
import Templating
import Testing

/// What RFC 9535 shows in its own examples (§2.3.5.3, table 12, and its neighbours), with a document of ours.
@Suite struct PathEvaluationTests {
    private static let shop: JSON = [
        "items": [
            ["sku": "a", "price": 5, "tags": ["new"]], ["sku": "b", "price": 15.5],
            ["sku": "c", "price": 30, "tags": []],
        ],
        "limit": 15, "names": ["x": 1, "y'z": 2],
    ]

    @Test(arguments: [
        ("$.items[0].sku", #"["a"]"#), ("$.items[-1].sku", #"["c"]"#), ("$.items[9]", "[]"),
        ("$['names'][\"y'z\"]", "[2]"),
        ("$.items[*].price", "[5,15.5,30]"), ("$.items[0:2].sku", #"["a","b"]"#),
        ("$.items[::-1].sku", #"["c","b","a"]"#),
        ("$.items[1:].sku", #"["b","c"]"#), ("$.items[0,2].sku", #"["a","c"]"#), ("$..sku", #"["a","b","c"]"#),
        ("$.names.*", "[1,2]"),
        ("$.items[?@.price > $.limit].sku", #"["b","c"]"#), ("$.items[?@.tags].sku", #"["a","c"]"#),
        ("$.items[?!@.tags].sku", #"["b"]"#),
        ("$.items[?@.price < 10 || @.price >= 30].sku", #"["a","c"]"#),
        ("$.items[?(@.price > 1 && @.sku == 'b')].sku", #"["b"]"#),
        ("$.items[?length(@.tags) == 0].sku", #"["c"]"#), ("$.items[?count(@.*) == 2].sku", #"["b"]"#),
        ("$.items[?match(@.sku, '[ab]')].price", "[5,15.5]"), ("$.items[?search(@.sku, 'c')].price", "[30]"),
        ("$.items[?value(@.tags[*]) == 'new'].sku", #"["a"]"#),
        ("$.items[?@.missing == @.other].sku", #"["a","b","c"]"#), ("$", "whole"),
    ])
    func selects(_ query: String, _ expected: String) throws {
        let values = JSON.array(try JSONPath(query).values(in: Self.shop))
        let wanted: JSON = expected == "whole" ? [Self.shop] : try JSON.parse(expected)
        #expect(values.isEquivalent(to: wanted), "\(query) gave \(values.textValue)")
    }

    @Test(arguments: [
        "", "a", "$.", "$[", "$['a]", "$[01]", "$[?1]", "$[?@.a = 1]", "$[?length(@.*) > 1]", "$[?match(@.a)]", "$.a b",
        "$[?@.a == 1",
        "$[?unknown(@)]", "$[?((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((@.a",
    ])
    func refuses(_ query: String) { #expect(throws: JSONPathError.self, "\(query)") { try JSONPath(query) } }
}
