internal import Model

/// Content that is sent over a stretch of time, a little at a time: what libcurl may have of it grows evenly from the first
/// read to the end of the time.
///
/// Confined to the thread that sends.
final class SlowBody {
    private let bytes: [UInt8]
    private let time: Duration
    private let now: () -> Duration
    private var began: Duration?
    private var offset = 0

    init(_ bytes: [UInt8], over time: Duration, now: @escaping () -> Duration = DispatcherTime.monotonic) {
        (self.bytes, self.time, self.now) = (bytes, time, now)
    }

    convenience init(_ request: OutgoingRequest) { self.init(request.body, over: request.slowness) }

    /// Whether a read that was put off would give something now. Before the first one nothing waits: libcurl may not even be
    /// connected, and must not be told to go on.
    var hasMore: Bool { began != nil && allowed > offset }

    /// Gives what is due by now, zero at the end; nil when more comes later.
    func read(into room: UnsafeMutableRawBufferPointer) -> Int? {
        if began == nil { began = now() }
        guard offset < bytes.count else { return 0 }
        let count = min(allowed - offset, room.count)
        guard count > 0 else { return nil }
        room.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }

    /// Goes back, for a request that is sent anew.
    func seek(to position: Int) { offset = max(0, min(position, bytes.count)) }

    private var allowed: Int {
        guard let began else { return bytes.count }
        let share = (now() - began) / time
        return share >= 1 ? bytes.count : Int(Double(bytes.count) * max(0, share))
    }
}
