import Model
import Testing

@testable import Storage

@Suite struct DeliveryNoteTests {
    @Test(arguments: DeliverySamples.targets.indices)
    func `a delivery comes back as it was noted`(_ number: Int) throws {
        var delivery = DeliverySamples.full(DeliverySamples.targets[number])
        (delivery.attempts, delivery.attemptsNotCounted, delivery.state) = ([], 0, .pending)
        let found = try #require(DeliveryNote.delivery(DeliveryNote.bytes(delivery)))
        #expect(DeliverySamples.words(found) == DeliverySamples.words(delivery))
    }

    @Test func `a note that was cut off is none`() {
        let note = DeliveryNote.bytes(DeliverySamples.full(DeliverySamples.targets[0]))
        for count in [0, 3, 4, 20, note.count - 1] {
            #expect(DeliveryNote.delivery(Array(note.prefix(count))) == nil)
        }
    }

    @Test func `an end comes back, and neither note is read as the other`() throws {
        var delivery = DeliverySamples.full(DeliverySamples.targets[0])
        delivery.state = .failed
        let end = DeliveryNote.endBytes(delivery)
        #expect(DeliveryNote.end(end)?.id == delivery.job.id)
        #expect(DeliveryNote.end(end)?.state == .failed)
        #expect(DeliveryNote.delivery(end) == nil)
        #expect(DeliveryNote.end(DeliveryNote.bytes(delivery)) == nil)
        for count in [0, 3, 4, 8, 12] { #expect(DeliveryNote.end(Array(end.prefix(count))) == nil) }
    }
}
