internal import Model

/// Somebody who waits until deliveries have settled.
struct Watcher {
    let watched: AwaitedCallbacks
    let deadline: Duration
    let abandonsTheRest: Bool
    let answer: @Sendable (_ isSettled: Bool, DrainReport) -> Void
}

extension DeliveryLoop {
    func watch(
        _ watched: AwaitedCallbacks,
        within limit: Duration,
        abandonsTheRest: Bool = false,
        answer: @escaping @Sendable (_ isSettled: Bool, DrainReport) -> Void
    ) {
        let deadline = time.elapsed() + limit
        watchers.append(
            Watcher(watched: watched, deadline: deadline, abandonsTheRest: abandonsTheRest, answer: answer)
        )
    }

    func answerWatchers() {
        guard !watchers.isEmpty else { return }
        let now = time.elapsed()
        let (open, over) = (watchers.filter { !isOver($0, at: now) }, watchers.filter { isOver($0, at: now) })
        watchers = open
        for watcher in over {
            let wasSettled = isSettled(watcher)
            var report = DrainReport(abandoned: [])
            if watcher.abandonsTheRest, !wasSettled {
                report = DrainReport(abandoned: abandonAll(), parkedCount: parked.total)
            }
            watcher.answer(wasSettled, report)
        }
    }

    private func isOver(_ watcher: Watcher, at now: Duration) -> Bool { watcher.deadline <= now || isSettled(watcher) }

    private func isSettled(_ watcher: Watcher) -> Bool { pendingCount(watcher.watched) == 0 }
}
