internal import COpenSSL
internal import NIOCore

/// The wire's side of a session: what came from the peer and was not read yet, and what has to go to it. libssl reads
/// and writes here through a BIO of our own, so that bytes are copied once between its records and NIO's buffers.
final class Ciphertext {
    private var inbound = ByteBuffer()
    private var outbound = ByteBuffer()

    /// Takes bytes from the peer. Nothing is copied when libssl has read all that came before, which is the rule.
    func receive(_ bytes: ByteBuffer) {
        if inbound.readableBytes == 0 { inbound = bytes } else { inbound.writeImmutableBuffer(bytes) }
    }

    var inboundCount: Int { inbound.readableBytes }
    var outboundCount: Int { outbound.readableBytes }

    /// Makes room, so that the records of one write do not move the ones before.
    func reserveOutbound(_ count: Int) { outbound.reserveCapacity(minimumWritableBytes: count) }

    /// Hands over all that has to go to the peer.
    func takeOutbound() -> ByteBuffer? {
        guard outbound.readableBytes > 0 else { return nil }
        defer { outbound = ByteBuffer() }
        return outbound
    }

    fileprivate func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, inbound.readableBytes)
        inbound.readWithUnsafeReadableBytes { bytes in
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
            return count
        }
        // An idle connection must not hold on to the buffer that it was read with.
        if inbound.readableBytes == 0 { inbound = ByteBuffer() }
        return count
    }

    fileprivate func write(_ bytes: UnsafeRawBufferPointer) { outbound.writeBytes(bytes) }

    /// A BIO over this object, which must outlive it. Belongs to the caller.
    func makeBIO() throws(TLSError) -> OpaquePointer {
        let bio = try ErrorQueue.require(BIO_new(CiphertextMethod.shared?.pointer), "BIO_new")
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }
}

/// How libssl reads and writes a `Ciphertext` (BIO_meth_new(3)).
private struct CiphertextMethod: @unchecked Sendable {
    // A BIO_METHOD is not changed after it was set up, and this one is never freed.
    let pointer: OpaquePointer

    static let shared = CiphertextMethod()

    private init?() {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ByteBuffer") else { return nil }
        BIO_meth_set_read(method) { readCiphertext($0, $1, $2) }
        BIO_meth_set_write(method) { writeCiphertext($0, $1, $2) }
        // libssl flushes after each flight. There is nothing to do, but it must be told that it worked.
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        pointer = method
    }
}

private func ciphertext(of bio: OpaquePointer?) -> Ciphertext? {
    BIO_get_data(bio).map { Unmanaged<Ciphertext>.fromOpaque($0).takeUnretainedValue() }
}

private func readCiphertext(_ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
    BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY)
    guard let ciphertext = ciphertext(of: bio), let target, count > 0 else { return 0 }
    let read = ciphertext.read(into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
    guard read > 0 else {
        BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        return -1
    }
    return Int32(read)
}

private func writeCiphertext(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
    guard let ciphertext = ciphertext(of: bio), let bytes, count > 0 else { return 0 }
    ciphertext.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    return count
}
