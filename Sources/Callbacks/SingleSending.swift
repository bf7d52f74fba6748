/// Sees to it that one attempt is one request at the receiver.
///
/// libcurl sends a request again on its own when a connection that was used before breaks before anything of an answer has
/// come (it cannot know whether the receiver has worked on it), and so may a receiver count more requests than the journal has
/// attempts. It asks before each request that it sends; here the second one is told from the first, and from one that a
/// redirect leads to.
struct SingleSending {
    private var last: (heads: Int, bytesSent: Int)?
    /// Whether a request was about to be sent again.
    private(set) var wasBroken = false

    /// Whether a request may be sent.
    ///
    /// - Parameters:
    ///   - heads: how many heads of answers have come so far.
    ///   - bytesSent: how many bytes of requests have been handed to the system so far.
    mutating func allows(heads: Int, bytesSent: Int) -> Bool {
        defer { last = (heads, bytesSent) }
        // What nothing was sent of cannot have arrived.
        guard let last, last.heads == heads, bytesSent > last.bytesSent else { return true }
        wasBroken = true
        return false
    }
}
