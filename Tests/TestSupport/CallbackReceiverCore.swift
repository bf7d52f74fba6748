internal import Foundation
internal import Glibc
internal import Model

/// The sockets and threads of a `CallbackReceiver`.
final class ReceiverCore: @unchecked Sendable {
    // Everything that changes is read and written under `condition`'s lock.

    let port: Int
    private let listener: Int32
    private let script: @Sendable (CallbackReceiver.Received, Int) -> CallbackReceiver.Reply
    private let condition = NSCondition()
    private var open: Set<Int32> = []
    private var received: [CallbackReceiver.Received] = []
    private var connectionCount = 0
    private var answeringCount = 0
    private var isStopped = false

    init(script: @escaping @Sendable (CallbackReceiver.Received, Int) -> CallbackReceiver.Reply) throws {
        self.script = script
        let listener = tcpSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 1024) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else {
            defer { close(listener) }
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    var snapshot: [CallbackReceiver.Received] { condition.withLock { received } }
    var connections: Int { condition.withLock { connectionCount } }
    var answering: Int { condition.withLock { answeringCount } }

    func start() {
        Thread.detachNewThread { [self] in
            while true {
                let connection = acceptedConnection(listener)
                guard connection >= 0, let number = admit(connection) else { break }
                Thread.detachNewThread { [self] in serve(connection, number: number) }
            }
            close(listener)
        }
    }

    func stop() {
        condition.withLock {
            guard !isStopped else { return }
            isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
            condition.broadcast()
        }
    }

    func wait(for count: Int, until deadline: Date) -> [CallbackReceiver.Received] {
        condition.withLock {
            while received.count < count, !isStopped {
                if !condition.wait(until: deadline) { break }
            }
            return received
        }
    }

    private func admit(_ connection: Int32) -> Int? {
        condition.withLock {
            if isStopped {
                close(connection)
                return nil
            }
            open.insert(connection)
            defer { connectionCount += 1 }
            return connectionCount
        }
    }

    private func serve(_ connection: Int32, number: Int) {
        var reader = ReceiverConnection(socket: connection, number: number)
        while let request = reader.nextRequest() {
            let index = condition.withLock {
                received.append(request)
                answeringCount += 1
                condition.broadcast()
                return received.count - 1
            }
            let goesOn = reader.answer(script(request, index))
            condition.withLock { answeringCount -= 1 }
            if !goesOn { break }
        }
        condition.withLock {
            _ = open.remove(connection)
            close(connection)
        }
    }
}
