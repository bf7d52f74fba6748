internal import NIOCore

/// Plaintext on its way to the peer: written but not flushed, or flushed before the handshake is done.
struct PendingWrites {
    /// Bytes that are encrypted at once, and the promise for when they are on the wire.
    typealias Run = (bytes: ByteBuffer, promise: EventLoopPromise<Void>?)

    /// Small writes are joined up to a record's size; one of half of it is not copied for that.
    private static let record = 16_384
    private static let large = record / 2
    /// A larger write goes in slices, so that no buffer as large as a body is needed beside it.
    static let slice = 262_144

    private var writes = MarkedCircularBuffer<Run>(initialCapacity: 4)

    mutating func append(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?) { writes.append((bytes, promise)) }

    /// All that was written so far is flushed.
    mutating func flush() { writes.mark() }

    /// The next flushed bytes, in order: a slice of a large write, or several small ones as one.
    mutating func next() -> Run? {
        guard writes.hasMark, var run = writes.first else { return nil }
        if run.bytes.readableBytes > Self.slice {
            let slice = run.bytes.readSlice(length: Self.slice)
            writes[writes.startIndex] = run
            return slice.map { ($0, nil) }
        }
        _ = writes.removeFirst()
        while run.bytes.readableBytes < Self.large, writes.hasMark, let next = writes.first,
            run.bytes.readableBytes + next.bytes.readableBytes <= Self.record
        {
            _ = writes.removeFirst()
            run.bytes.writeImmutableBuffer(next.bytes)
            run.promise = joined(run.promise, next.promise)
        }
        return run
    }

    /// Gives all up, flushed or not.
    mutating func fail(_ error: any Error) {
        while let write = writes.popFirst() { write.promise?.fail(error) }
    }
}

/// One promise that keeps both.
func joined(_ first: EventLoopPromise<Void>?, _ second: EventLoopPromise<Void>?) -> EventLoopPromise<Void>? {
    guard let first else { return second }
    if let second { first.futureResult.cascade(to: second) }
    return first
}
