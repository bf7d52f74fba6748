internal import Dispatch

/// The one place where the admin API works: what is put in runs one after the other on a thread that may block on the
/// disk, never on an event loop.
struct AdminQueue: Sendable {
    private let queue = DispatchQueue(label: "understudy.admin")

    /// Runs the work after all that was put in before.
    func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}
