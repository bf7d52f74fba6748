internal import COpenSSL

/// Owns a BIO in memory, for functions that read or write text.
struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    /// An empty one, to write to.
    init() throws(TLSError) { pointer = try ErrorQueue.require(BIO_new(BIO_s_mem()), "BIO_new") }

    /// One to read the bytes from.
    static func holding(_ bytes: [UInt8]) throws(TLSError) -> MemoryBIO {
        let memory = try MemoryBIO()
        guard bytes.isEmpty || BIO_write(memory.pointer, bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw ErrorQueue.failure("BIO_write")
        }
        return memory
    }

    deinit { BIO_free(pointer) }

    /// What was written to it.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = copenssl_memory(pointer, &start)
        return Array(UnsafeRawBufferPointer(start: start, count: max(count, 0)))
    }
}
