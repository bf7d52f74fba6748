import Model
import Proxy
import Testing

@Suite struct ExchangeSequenceTests {
    @Test func `ids are given once, also those that are set aside or left out`() {
        let ids = ExchangeSequence(first: ExchangeID(rawValue: 5))
        #expect(ids.next().rawValue == 5)
        #expect(ids.reserve(3).rawValue == 6)
        #expect(ids.next().rawValue == 9)
        ids.skip(to: ExchangeID(rawValue: 20))
        ids.skip(to: ExchangeID(rawValue: 7))
        #expect(ids.next().rawValue == 20)
    }
}
