public import Model
internal import Synchronization

/// A journal in memory for a run that has no database, bounded: above its capacity the oldest deliveries that reached
/// their receivers make room first, then the oldest others that have settled. Pending ones are never forgotten.
public final class MemoryJournal: DeliveryJournal {
    /// An object, since the table has room for more than it holds. Its delivery is read and written with the lock held.
    private final class Kept: @unchecked Sendable {
        let order: Int
        var delivery: Delivery

        init(_ order: Int, _ delivery: Delivery) { (self.order, self.delivery) = (order, delivery) }
    }

    private struct State {
        var deliveries: [DeliveryID: Kept] = [:]
        var nextOrder = 0
        var delivered = FirstInFirstOut<DeliveryID>()
        var otherSettled = FirstInFirstOut<DeliveryID>()
        var counts: [Delivery.State: Int] = [:]
        var forgotten = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// An empty journal that keeps so many settled and pending deliveries together.
    public init(capacity: Int = 100_000) { self.capacity = capacity }

    /// Keeps a new delivery.
    public func pending(_ delivery: Delivery) { reopened(delivery) }

    /// Keeps a delivery as pending, in its old place where it has one.
    public func reopened(_ delivery: Delivery) {
        let id = delivery.job.id
        state.withLock { state in
            if let known = state.deliveries[id] {
                state.counts[known.delivery.state, default: 0] -= 1
                known.delivery = delivery
            } else {
                state.deliveries[id] = Kept(state.nextOrder, delivery)
                state.nextOrder += 1
            }
            state.counts[.pending, default: 0] += 1
            makeRoom(in: &state)
        }
    }

    /// Replaces the job by what is sent.
    public func refreshed(_ delivery: Delivery) {
        state.withLock { $0.deliveries[delivery.job.id]?.delivery.job = delivery.job }
    }

    /// Adds an attempt.
    public func attempted(_ id: DeliveryID, _ attempt: Attempt) {
        state.withLock { $0.deliveries[id]?.delivery.attempts.append(attempt) }
    }

    /// Replaces the delivery by its final form.
    public func settled(_ delivery: Delivery) {
        state.withLock { state in
            guard let known = state.deliveries[delivery.job.id], known.delivery.state == .pending else { return }
            known.delivery = delivery
            state.counts[.pending, default: 0] -= 1
            state.counts[delivery.state, default: 0] += 1
            if delivery.state == .delivered {
                state.delivered.append(delivery.job.id)
            } else {
                state.otherSettled.append(delivery.job.id)
            }
            makeRoom(in: &state)
        }
    }

    /// The kept deliveries that pass, in the order in which they were submitted.
    ///
    /// - Parameter newestFirst: turns the order round.
    public func deliveries(
        _ filter: DeliveryFilter = DeliveryFilter(),
        offset: Int = 0,
        limit: Int = .max,
        newestFirst: Bool = false
    ) -> [Delivery] {
        // Whoever delivers waits for the lock: what can be done without it is.
        let passing = state.withLock { state in
            state.deliveries.values.filter { filter.includes($0.delivery) }.map { (order: $0.order, kept: $0) }
        }
        let page = passing.sorted { newestFirst ? $0.order > $1.order : $0.order < $1.order }
            .dropFirst(offset).prefix(limit)
        return state.withLock { _ in page.map(\.kept.delivery) }
    }

    /// How many of the kept deliveries that pass are in each state; none stands for nothing.
    public func counts(_ filter: DeliveryFilter) -> [Delivery.State: Int] {
        state.withLock { state in
            state.deliveries.values.reduce(into: [:]) { counts, kept in
                if filter.includes(kept.delivery) { counts[kept.delivery.state, default: 0] += 1 }
            }
        }
    }

    /// One delivery, as far as it has come; nil when it is unknown or forgotten.
    public func delivery(_ id: DeliveryID) -> Delivery? { state.withLock { $0.deliveries[id]?.delivery } }

    /// How many deliveries are in each state; the forgotten ones count too.
    public var counts: [Delivery.State: Int] { state.withLock { $0.counts } }

    /// How many settled deliveries were forgotten to make room.
    public var forgottenCount: Int { state.withLock { $0.forgotten } }

    /// One that is pending again stays where it stood among the settled ones, and is passed over there.
    private func makeRoom(in state: inout State) {
        while state.deliveries.count > capacity {
            guard let oldest = state.delivered.popFirst() ?? state.otherSettled.popFirst() else { return }
            guard state.deliveries[oldest].map({ $0.delivery.state != .pending }) == true else { continue }
            state.deliveries[oldest] = nil
            state.forgotten += 1
        }
    }
}
