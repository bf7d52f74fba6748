internal import CBrotli

/// Brotli through libbrotlidec (<https://brotli.org/decode.html>). What follows the end of the stream is ignored.
final class BrotliStage: DecodingStage {
    private let decoder: OpaquePointer
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var hasInput = false
    private var isAtEnd = false

    init() throws(CodingError) {
        guard let decoder = BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw .libraryFailed(function: "BrotliDecoderCreateInstance", code: 0)
        }
        self.decoder = decoder
        buffer = .allocate(capacity: stageBufferSize)
    }

    deinit {
        BrotliDecoderDestroyInstance(decoder)
        buffer.deallocate()
    }

    var isComplete: Bool { isAtEnd || !hasInput }

    func decode(_ input: UnsafeBufferPointer<UInt8>, into output: inout BoundedOutput) throws(StageFailure) {
        guard !input.isEmpty, !isAtEnd else { return }
        hasInput = true
        var next = input.baseAddress
        var available = input.count
        while true {
            var room = buffer.count
            var end = buffer.baseAddress
            let result = BrotliDecoderDecompressStream(decoder, &available, &next, &room, &end, nil)
            try output.append(UnsafeBufferPointer(rebasing: buffer[..<(buffer.count - room)]))
            switch result {
            case BROTLI_DECODER_RESULT_SUCCESS:
                isAtEnd = true
                return
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            default: throw .malformed(String(cString: BrotliDecoderErrorString(BrotliDecoderGetErrorCode(decoder))))
            }
        }
    }
}
