/// Why a callback cannot be sent at all; retrying would not help.
struct UnsendableCallback: Error, Sendable {
    /// Names the thing, the reason and the way out.
    let reason: String
}
