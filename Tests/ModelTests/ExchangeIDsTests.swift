import Model
import Testing

@Suite struct ExchangeIDsTests {
    @Test func `each id is given once, also to many threads`() async {
        let ids = ExchangeIDs(from: ExchangeID(rawValue: 7))
        #expect(ids.next().rawValue == 7)
        let given = await withTaskGroup(of: [Int64].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in ids.next().rawValue } } }
            return await group.reduce(into: [Int64]()) { $0 += $1 }
        }
        #expect(given.sorted() == Array(8...4007))
    }

    @Test func `ids that are set aside or left out are not given again`() {
        let ids = ExchangeIDs(from: ExchangeID(rawValue: 5))
        #expect(ids.next().rawValue == 5)
        #expect(ids.reserve(3).rawValue == 6)
        #expect(ids.next().rawValue == 9)
        ids.skip(to: ExchangeID(rawValue: 20))
        ids.skip(to: ExchangeID(rawValue: 7))
        #expect(ids.next().rawValue == 20)
    }
}
