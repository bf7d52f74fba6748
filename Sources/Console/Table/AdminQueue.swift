internal import Dispatch

/// The one place where the admin API works: what is put in runs one after the other on a thread that may block on the
/// disk, never on an event loop.
final class AdminQueue: Sendable {
    private let queue = DispatchQueue(label: "understudy.admin")

    /// Runs the work after all that was put in before.
    func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Runs the work again and again among the rest, the first time after one pause, as long as somebody has the queue.
    ///
    /// - Parameter pause: whole seconds between two times.
    func runRepeatedly(every pause: Duration, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .seconds(Int(pause.components.seconds))) { [weak self] in
            guard let self else { return }
            work()
            runRepeatedly(every: pause, work)
        }
    }
}
