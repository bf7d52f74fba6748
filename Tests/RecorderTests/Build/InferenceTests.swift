import Model
import TestSupport
import Testing

@testable import Recorder

@Suite struct InferenceTests {
    @Test(arguments: [
        ("2026-11-23T21:46:59Z", ClockFormat.rfc3339(digits: 0, zone: "Z")),
        ("2026-11-23T21:46:59.123456Z", .rfc3339(digits: 6, zone: "Z")),
        ("2026-11-23T21:46:59+02:00", .rfc3339(digits: 0, zone: "+02:00")),
        ("2026-11-23 21:46:59", .spaced(digits: 0, zone: "")), ("2026-11-23", .date),
        ("Mon, 23 Nov 2026 21:46:59 GMT", .http), ("1790000000", .unix), ("1790000000123", .unixMilliseconds),
    ])
    func clockFormatsAreRead(text: String, format: ClockFormat) {
        #expect(ClockFormat.read(.string(text))?.format == format)
    }

    @Test(arguments: ["2026-13-23", "hello, world", "2026-11-23T25:00:00Z", "12345", "2026-11-23x", ""])
    func otherTextIsNoTime(text: String) {
        #expect(ClockFormat.read(.string(text)) == nil)
    }

    @Test func zonesCountTowardsTheInstant() {
        let here = ClockFormat.read("2026-11-23T23:46:59+02:00")?.instant
        #expect(here == ClockFormat.read("2026-11-23T21:46:59Z")?.instant)
    }

    @Test func offsetsAreSpelledInTheLargestUnit() {
        #expect(ClockFormat.spelling(ofOffset: 86_400_000_000_000) == "+1d")
        #expect(ClockFormat.spelling(ofOffset: -5_400_000_000_000) == "-90m")
        #expect(ClockFormat.unix.template(offset: 3_600_000_000_000).text == "$.time('unix', '+1h')")
    }

    @Test func aTimeThatDoesNotMoveWithTheRequestIsNone() {
        let moments = [Timestamp(seconds: 1_790_000_000), Timestamp(seconds: 1_790_000_900)]
        let inference = ClockInference(moments: moments, durations: [.zero, .zero])
        #expect(inference.reading(of: [1_790_003_600, 1_790_004_500])?.template == "$.time('unix', '+1h')")
        #expect(inference.reading(of: [1_790_003_600, 1_790_003_600]) == nil)
    }

    @Test func shapesOfIdentifiers() {
        var random = SeededRandom(seed: 3)
        #expect(IdentifierShape([random.uuid(), random.uuid()])?.expression == "$.fake.UUID")
        let hex = (0..<4).map { _ in random.text(32, of: "0123456789abcdef") }
        #expect(IdentifierShape(hex)?.expression == "$.fake.pattern('[0-9a-f]{32}')")
        #expect(IdentifierShape(["01ARZ3NDEKTSV4RRFFQ69G5FAV"])?.expression == "$.fake.ulid")
        let prefixed = (0..<4).map { _ in "pi_\(random.text(24))" }
        #expect(IdentifierShape(prefixed)?.expression == "$.fake.pattern('pi_[A-Za-z0-9]{24}')")
    }

    @Test(arguments: [["pending", "shipped"], ["Ann Smith", "Bob Jones"], ["accepted"], ["EUR", "USD"]])
    func wordsAreNoIdentifiers(texts: [String]) {
        #expect(IdentifierShape(texts) == nil)
    }

    @Test func countersNeedANameOrALongRun() {
        #expect(
            Generator([1_001, 1_002, 1_003], name: "id", scope: "orders")?.expression
                == "$.fake.counter('orders.id', 1001)"
        )
        #expect(Generator([1, 2, 3], name: "level", scope: "orders") == nil)
        #expect(
            Generator(["INV-7", "INV-8"], name: "number", scope: "x")?.expression
                == "INV-${$.fake.counter('x.number', 7)}"
        )
    }

    @Test func sumsAndProducts() {
        let price = Arithmetic.Column(expression: "$.req.price", values: [10, 20, 7])
        let count = Arithmetic.Column(expression: "$.req.count", values: [3, 2, 5])
        #expect(
            Arithmetic.expression(for: [30, 40, 35], from: [price, count]) == "$.multiply($.req.price, $.req.count)"
        )
        #expect(
            Arithmetic.expression(for: [1_000, 2_000, 700], from: [price, count]) == "$.multiply($.req.price, 100)"
        )
        #expect(Arithmetic.expression(for: [13, 22, 13], from: [price, count]) == nil)
        #expect(Arithmetic.expression(for: [9, 9, 9], from: [price, count]) == nil)
    }

    @Test func rarityGrowsWithWhatAValueSays() {
        #expect(Rarity.bits("usd") < 6)
        #expect(Rarity.bits(.int(1)) < 6)
        #expect(Rarity.bits(true) == 0)
        #expect(Rarity.bits("5000") < Rarity.bits("5123"))
        #expect(Rarity.bits("9b2f6d1c-55aa-4b5e-8f3c-0d1e2f3a4b5c") == 64)
    }

    @Test(arguments: ["17", "ord_Zk38fj", "9b2f6d1c-55aa-4b5e-8f3c-0d1e2f3a4b5c", "ann@example.com", "kF83hsLq02"])
    func segmentsThatNameOneThing(segment: String) { #expect(RouteShape.isIdentifier(segment)) }

    @Test(arguments: ["orders", "v1", "oauth2", "health-check", "me"])
    func segmentsThatAreWords(segment: String) { #expect(!RouteShape.isIdentifier(segment)) }

    @Test func theRoundestLimitIsChosen() {
        #expect(Decider.roundest(above: 900, upTo: 1_200) == 1_000)
        #expect(Decider.roundest(above: 17, upTo: 18) == 18)
    }

    @Test func literalsThatLookLikeExpressionsAreEscaped() {
        #expect(Spelling.literal("costs $.50, see $.req") == "costs \\$.50, see \\$.req")
    }

    @Test func oddNamesAreSpelledInBrackets() {
        let path = ValuePath(steps: [.member("items"), .element(0), .member("odd name")])
        #expect(path.spelling == ".items[0]['odd name']")
    }
}
