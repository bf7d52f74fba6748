internal import Model

/// When the steps of one exchange happened, in nanoseconds of uptime; zero for a step that did not happen.
struct TimeMarks {
    var started: UInt64
    var connecting: UInt64 = 0
    var connected: UInt64 = 0
    var secured: UInt64 = 0
    var requestEnded: UInt64 = 0
    var firstResponseByte: UInt64 = 0
    var ended: UInt64 = 0

    /// Starts with the request's first byte.
    init(started: UInt64) { self.started = started }

    /// How long each phase took.
    var timings: Timings {
        let connect = Self.span(connecting, connected)
        let tls = Self.span(connected, secured)
        var send = Self.span(started, requestEnded)
        // The request can only go on once the upstream stands, so what the two overlap is theirs.
        if let whole = send {
            send = max(.zero, whole - (requestEnded > connecting ? (connect ?? .zero) + (tls ?? .zero) : .zero))
        }
        let ready = max(requestEnded, max(connected, secured))
        let wait =
            requestEnded == 0 || firstResponseByte == 0
            ? nil : Self.span(min(ready, firstResponseByte), firstResponseByte)
        return Timings(
            connect: connect,
            tls: tls,
            send: send,
            wait: wait,
            receive: Self.span(firstResponseByte, ended),
            total: Self.span(started, ended) ?? .zero
        )
    }

    private static func span(_ from: UInt64, _ to: UInt64) -> Duration? {
        from == 0 || to == 0 ? nil : .nanoseconds(Int64(bitPattern: to &- from))
    }
}
