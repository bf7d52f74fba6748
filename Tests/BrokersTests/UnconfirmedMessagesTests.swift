import Testing

@testable import Brokers

@Suite struct UnconfirmedMessagesTests {
    private func channel(_ count: Int) -> UnconfirmedMessages<Int> {
        var messages = UnconfirmedMessages<Int>()
        for number in 1...count { messages.published(number, id: "m\(number)") }
        return messages
    }

    @Test func `an answer is for one message or for all up to it`() {
        var messages = channel(5)
        #expect(messages.answered(2, multiple: false).map(\.message) == [2])
        #expect(messages.answered(4, multiple: true).map(\.message) == [1, 3, 4])
        #expect(!messages.isEmpty)
        #expect(messages.answered(0, multiple: true).map(\.message) == [5])
        #expect(messages.isEmpty)
    }

    @Test func `an answer to nothing is left alone`() {
        var messages = channel(2)
        #expect(messages.answered(2, multiple: true).count == 2)
        #expect(messages.answered(1, multiple: false).isEmpty)
        #expect(messages.answered(2, multiple: true).isEmpty)
        #expect(messages.answered(9, multiple: false).isEmpty)
    }

    @Test func `a returned message says so with its answer`() {
        var messages = channel(3)
        messages.returned(id: "m2", reason: "NO_ROUTE")
        messages.returned(id: "unknown", reason: "?")
        #expect(messages.answered(3, multiple: true).map(\.returned) == [nil, "NO_ROUTE", nil])
    }

    @Test func `of two with one id the older was returned first`() {
        var messages = UnconfirmedMessages<Int>()
        for number in 1...2 { messages.published(number, id: "same") }
        messages.returned(id: "same", reason: "first")
        messages.returned(id: "same", reason: "second")
        #expect(messages.answered(0, multiple: true).map(\.returned) == ["first", "second"])
    }

    @Test func `numbering goes on, and all can be taken back in order`() {
        var messages = channel(2)
        _ = messages.answered(2, multiple: true)
        messages.published(3, id: "m3")
        messages.published(4, id: "m4")
        #expect(messages.answered(3, multiple: false).map(\.message) == [3])
        #expect(messages.removeAll() == [4])
        #expect(messages.isEmpty)
    }
}
