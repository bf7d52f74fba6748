internal import CBrotli
internal import CZlib
internal import CZstd

extension ContentCoding {
    /// Applies the codings that a Content-Encoding value names, the first one first, with the libraries' middle levels.
    /// The same bytes give the same result each time.
    ///
    /// - Throws: for an unknown coding, or when a library has no memory.
    public static func encode(_ bytes: [UInt8], codings: String) throws(CodingError) -> [UInt8] {
        var bytes = bytes
        for coding in try list(codings) { bytes = try coding.encode(bytes) }
        return bytes
    }

    /// Applies this coding.
    ///
    /// - Throws: when a library has no memory.
    public func encode(_ bytes: [UInt8]) throws(CodingError) -> [UInt8] {
        switch self {
        case .gzip: try deflated(bytes, windowBits: 15 + 16)
        case .deflate: try deflated(bytes, windowBits: 15)
        case .brotli: try brotliCoded(bytes)
        case .zstd: try zstdCoded(bytes)
        case .identity: bytes
        }
    }
}

private func deflated(_ bytes: [UInt8], windowBits: Int32) throws(CodingError) -> [UInt8] {
    var stream = z_stream()
    return try withUnsafeMutablePointer(to: &stream) { stream throws(CodingError) in
        let begun = czlib_deflate_init(stream, 6, windowBits)
        guard begun == Z_OK else { throw .libraryFailed(function: "deflateInit2", code: Int(begun)) }
        defer { deflateEnd(stream) }
        let bound = Int(deflateBound(stream, UInt(bytes.count)))
        var code = Z_OK
        let result = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            bytes.withUnsafeBufferPointer { input in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(bound)
                code = deflate(stream, Z_FINISH)
            }
            count = bound - Int(stream.pointee.avail_out)
        }
        guard code == Z_STREAM_END else { throw .libraryFailed(function: "deflate", code: Int(code)) }
        return result
    }
}

private func brotliCoded(_ bytes: [UInt8]) throws(CodingError) -> [UInt8] {
    let bound = BrotliEncoderMaxCompressedSize(bytes.count)
    var isCoded = false
    let result = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        count = bound
        isCoded =
            bytes.withUnsafeBufferPointer { input in
                BrotliEncoderCompress(
                    5,
                    BROTLI_DEFAULT_WINDOW,
                    BROTLI_MODE_GENERIC,
                    input.count,
                    input.baseAddress,
                    &count,
                    output.baseAddress
                )
            } != 0
        if !isCoded { count = 0 }
    }
    guard isCoded else { throw .libraryFailed(function: "BrotliEncoderCompress", code: 0) }
    return result
}

private func zstdCoded(_ bytes: [UInt8]) throws(CodingError) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    var code = 0
    let result = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        code = ZSTD_compress(output.baseAddress, bound, bytes, bytes.count, 3)
        count = ZSTD_isError(code) == 0 ? code : 0
    }
    guard ZSTD_isError(code) == 0 else {
        throw .libraryFailed(function: "ZSTD_compress", code: Int(ZSTD_getErrorCode(code).rawValue))
    }
    return result
}
