internal import Glibc

/// Runs a closure on a new thread of its own: the place for C calls that block.
///
/// - Parameter behindAnswers: whether it leaves the processor to those that answer requests where both want it (nice(2), which
///   Linux keeps for each thread). Not for what makes libdispatch or Swift start threads: they would inherit that.
/// - Returns: false when the system gives no thread.
package func startThread(behindAnswers: Bool = false, _ body: @escaping @Sendable () -> Void) -> Bool {
    let box = Unmanaged.passRetained(
        ThreadBody {
            // Without that it works as well, only less politely.
            if behindAnswers { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10) }
            body()
        }
    )
    var thread = pthread_t()
    guard pthread_create(&thread, nil, { runThreadBody($0) }, box.toOpaque()) == 0 else {
        box.release()
        return false
    }
    pthread_detach(thread)
    return true
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
    return nil
}
