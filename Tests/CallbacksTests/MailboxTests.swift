import Model
import Synchronization
import Testing

@testable import Callbacks

@Suite struct MailboxTests {
    @Test func `only the first unread letter wakes the reader`() {
        let wakes = WakeCount()
        let mailbox = Mailbox<DispatcherLetter> { wakes.count.add(1, ordering: .relaxed) }
        _ = mailbox.put(.submit([Delivery(job: Sample.job("a"))], sentAt: .zero))
        _ = mailbox.put(.submit([Delivery(job: Sample.job("b"))], sentAt: .zero))
        #expect(wakes.count.load(ordering: .relaxed) == 1)
        #expect(mailbox.takeAll().count == 2)
        _ = mailbox.put(.submit([Delivery(job: Sample.job("c"))], sentAt: .zero))
        #expect(wakes.count.load(ordering: .relaxed) == 2)
    }

    @Test func `a closed mailbox gives back what nobody has read and takes nothing more`() {
        let mailbox = Mailbox<DispatcherLetter> {}
        #expect(mailbox.put(.submit([], sentAt: .zero)))
        #expect(mailbox.close().count == 1)
        #expect(!mailbox.put(.submit([], sentAt: .zero)))
        #expect(mailbox.takeAll().isEmpty)
    }
}

private final class WakeCount: Sendable {
    let count = Atomic(0)
}
