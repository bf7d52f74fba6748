internal import ArgumentParser
internal import Model
internal import Replay

/// How mocks answer, in `replay` and in `serve`.
struct AnsweringOptions: ParsableArguments {
    @Option(
        help:
            "ADDR=RUN: one more address, whose requests have stores, sequences and limits of their own. May be repeated."
    )
    var listenRun: [RunListener] = []

    @Flag(help: "Send requests that no mock answers to the host they name.")
    var forwardMisses = false

    @Option(help: "Makes generated values repeatable, and stops the clock unless --clock says otherwise.")
    var seed: UInt64?

    @Option(
        help: "The time that templates read: real, or an instant like 2026-01-01T00:00:00Z at which it stands still."
    )
    var clock: ReplayClock?

    @Option(help: "What recorded delays are multiplied with; 0 takes them away.")
    var timeScale = 1.0

    @Option(
        help:
            "FROM=TO: callbacks to URLs or brokers (kafka://HOST:PORT) that start with FROM go to TO instead. May be repeated."
    )
    var redirectCallbacks: [CallbackRedirect] = []

    @Option(help: "A CA file (PEM) that callbacks over HTTPS trust besides the system's.")
    var callbackCa: String?

    @Option(
        help:
            "Where callbacks may go though it is denied by default: 10.1.2.3, 10.0.0.0/8, hooks.test or *.test. May be repeated."
    )
    var callbackAllow: [String] = []

    @Option(help: "Where callbacks may not go, written in the same way; goes before --callback-allow. May be repeated.")
    var callbackDeny: [String] = []

    @Option(help: "How many callbacks may wait for their turn in memory.")
    var callbackQueue = 500_000

    @Option(help: "Seconds to wait at the end for callbacks that are due.")
    var drain = 30.0

    func validate() throws {
        guard timeScale >= 0, timeScale.isFinite else { throw ValidationError("--time-scale must be 0 or more") }
        guard callbackQueue > 0 else { throw ValidationError("--callback-queue must be 1 or more callbacks") }
        guard drain >= 0, drain.isFinite else { throw ValidationError("--drain must be 0 or more seconds") }
    }

    /// The clock that templates and `ttl` read.
    var adjustableClock: AdjustableClock {
        switch clock ?? (seed == nil ? .real : .seeded) {
        case .real: AdjustableClock()
        case .frozen(let instant): AdjustableClock(frozenAt: instant)
        }
    }

    /// What the engine is told of it.
    func options(clock: AdjustableClock) -> ReplayOptions {
        ReplayOptions(
            clock: clock.wallClock,
            seed: seed,
            timeScale: timeScale,
            redirects: redirectCallbacks.map { ($0.from, $0.to) }
        )
    }
}
