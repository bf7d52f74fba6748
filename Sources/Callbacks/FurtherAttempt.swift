/// What may follow an attempt that failed.
enum FurtherAttempt: Sendable, Hashable {
    /// Nothing: only an edit helps.
    case never
    /// The next one of the job's retries, if there is one left.
    case planned
    /// One at once over a new connection, which does not count as one of the job's retries: a kept connection broke before
    /// anything of an answer came.
    case atOnce
}
