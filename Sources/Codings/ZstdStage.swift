internal import CZstd

/// Zstandard through libzstd (<https://facebook.github.io/zstd/zstd_manual.html>): frames one after another.
///
/// A window of more than 8 MiB is refused, as RFC 9659 §3 allows, so that a frame's header cannot claim memory.
final class ZstdStage: DecodingStage {
    private let stream: OpaquePointer
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    /// What the decoder hinted at last: 0 at the end of a frame.
    private var hint = 0

    init() throws(CodingError) {
        guard let stream = ZSTD_createDStream() else {
            throw .libraryFailed(function: "ZSTD_createDStream", code: 0)
        }
        self.stream = stream
        buffer = .allocate(capacity: stageBufferSize)
        let code = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 23)
        guard ZSTD_isError(code) == 0 else {
            throw .libraryFailed(function: "ZSTD_DCtx_setParameter", code: Int(ZSTD_getErrorCode(code).rawValue))
        }
    }

    deinit {
        ZSTD_freeDStream(stream)
        buffer.deallocate()
    }

    var isComplete: Bool { hint == 0 }

    func decode(_ input: UnsafeBufferPointer<UInt8>, into output: inout BoundedOutput) throws(StageFailure) {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var isOutputFull = false
        while source.pos < source.size || isOutputFull {
            var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            let code = ZSTD_decompressStream(stream, &target, &source)
            try output.append(UnsafeBufferPointer(rebasing: buffer[..<target.pos]))
            guard ZSTD_isError(code) == 0 else { throw .malformed(String(cString: ZSTD_getErrorName(code))) }
            hint = code
            isOutputFull = target.pos == target.size && hint != 0
        }
    }
}
