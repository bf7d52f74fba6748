internal import CZlib

/// gzip and deflate through zlib (<https://zlib.net/manual.html>).
final class InflateStage: DecodingStage {
    enum Format {
        /// Members one after another (RFC 1952 §2.2); what follows the last one and is no member is ignored.
        case gzip
        /// With the zlib wrapper or without it: the first two bytes tell.
        case deflate
    }

    private let format: Format
    /// zlib keeps the address of the stream, which therefore must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    /// The first byte of deflate content, held back until the second tells whether a wrapper is there.
    private var heldBack: UInt8?
    private var isWrapperKnown: Bool
    private var hasInput = false
    private var isAtEnd = false

    init(_ format: Format) throws(CodingError) {
        self.format = format
        isWrapperKnown = format == .gzip
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        buffer = .allocate(capacity: stageBufferSize)
        let code = czlib_inflate_init(stream, format == .gzip ? 15 + 16 : 15)
        guard code == Z_OK else { throw .libraryFailed(function: "inflateInit2", code: Int(code)) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    var isComplete: Bool { isAtEnd || !hasInput }

    func decode(_ input: UnsafeBufferPointer<UInt8>, into output: inout BoundedOutput) throws(StageFailure) {
        guard let first = input.first else { return }
        hasInput = true
        if isWrapperKnown { return try inflateAll(input, into: &output) }
        if let heldBack {
            try chooseWrapper(heldBack, first)
            try withUnsafePointer(to: heldBack) { byte throws(StageFailure) in
                try inflateAll(UnsafeBufferPointer(start: byte, count: 1), into: &output)
            }
            try inflateAll(input, into: &output)
        } else if input.count == 1 {
            heldBack = first
        } else {
            try chooseWrapper(first, input[1])
            try inflateAll(input, into: &output)
        }
    }

    /// The zlib wrapper begins with method 8, a window of at most 32 KiB and a check of 31 (RFC 1950 §2.2). Deflate data
    /// that begins so would be a stored block with dirty padding, which no encoder writes.
    private func chooseWrapper(_ first: UInt8, _ second: UInt8) throws(StageFailure) {
        isWrapperKnown = true
        let isWrapped = first & 0x0F == 8 && first >> 4 <= 7 && (Int(first) << 8 | Int(second)) % 31 == 0
        guard !isWrapped else { return }
        guard inflateReset2(stream, -15) == Z_OK else { throw .malformed("inflateReset2 failed") }
    }

    private func inflateAll(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: inout BoundedOutput
    ) throws(StageFailure) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        repeat {
            if isAtEnd {
                guard try beginNextMember() else { return }
            }
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(buffer.count)
            let code = inflate(stream, Z_NO_FLUSH)
            let count = buffer.count - Int(stream.pointee.avail_out)
            try output.append(UnsafeBufferPointer(rebasing: buffer[..<count]))
            switch code {
            case Z_OK: break
            case Z_BUF_ERROR: return
            case Z_STREAM_END: isAtEnd = true
            default: throw .malformed(reason(code))
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }

    /// Whether another gzip member starts at the rest of the input.
    private func beginNextMember() throws(StageFailure) -> Bool {
        guard format == .gzip, stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0x1F else {
            return false
        }
        guard inflateReset(stream) == Z_OK else { throw .malformed("inflateReset failed") }
        isAtEnd = false
        return true
    }

    private func reason(_ code: Int32) -> String {
        if let message = stream.pointee.msg { return String(cString: message) }
        return code == Z_NEED_DICT ? "it needs a preset dictionary" : "inflate gave code \(code)"
    }
}
