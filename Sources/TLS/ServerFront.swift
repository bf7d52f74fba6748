internal import COpenSSL

/// Asks which context answers a client, once the name it asks for is known; nil when it asks for none.
public typealias ServerContextChoice = @Sendable (_ serverName: String?) throws(TLSError) -> ServerTLSContext

/// Where every handshake of a server begins: a context without a certificate, that waits for the client's hello and
/// then goes on with the one that fits. There is one in a process, and it holds the keys of the session tickets.
final class ServerFront: Sendable {
    static let shared = Result<ServerFront, TLSError> { () throws(TLSError) in try ServerFront() }

    private let handle: ContextHandle

    private init() throws(TLSError) {
        handle = try ContextHandle(TLS_server_method())
        SSL_CTX_set_client_hello_cb(handle.pointer, { ssl, alert, _ in chooseContext(ssl, alert) }, nil)
    }

    /// A new SSL that asks `question`; the question must outlive it. Belongs to the caller.
    func makeSSL(asking question: ServerNameQuestion) throws(TLSError) -> OpaquePointer {
        let ssl = try ErrorQueue.require(SSL_new(handle.pointer), "SSL_new")
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(question).toOpaque())
        SSL_set_accept_state(ssl)
        return ssl
    }
}

/// One session's question for its context, and what came of it.
final class ServerNameQuestion {
    private let choose: ServerContextChoice
    private(set) var serverName: String?
    /// Kept for the session's whole life: libssl calls back into it.
    private(set) var context: ServerTLSContext?
    private(set) var failure: TLSError?

    init(_ choose: @escaping ServerContextChoice) { self.choose = choose }

    func answer(_ ssl: OpaquePointer?) -> Bool {
        serverName = Self.serverName(in: ssl)
        do {
            let context = try choose(serverName)
            self.context = context
            return context.adopt(ssl)
        } catch {
            failure = error
            return false
        }
    }

    private static func serverName(in ssl: OpaquePointer?) -> String? {
        var start: UnsafePointer<UInt8>?
        var count = 0
        guard SSL_client_hello_get0_ext(ssl, UInt32(TLSEXT_TYPE_server_name), &start, &count) == 1 else { return nil }
        return ServerNameExtension.hostName(in: UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// SSL_CTX_set_client_hello_cb(3).
private func chooseContext(_ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?) -> Int32 {
    guard let pointer = SSL_get_ex_data(ssl, 0) else { return SSL_CLIENT_HELLO_ERROR }
    let question = Unmanaged<ServerNameQuestion>.fromOpaque(pointer).takeUnretainedValue()
    guard question.answer(ssl) else {
        alert?.pointee = SSL_AD_UNRECOGNIZED_NAME
        return SSL_CLIENT_HELLO_ERROR
    }
    return SSL_CLIENT_HELLO_SUCCESS
}
