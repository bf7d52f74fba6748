internal import Glibc

/// A TCP socket of ours alone. A child that inherited it would keep the connection open after we have closed it, so that
/// whoever waits for its end waits for the child's.
public func tcpSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }

/// The next connection to a listening socket, likewise ours alone; negative when the listener is closed.
public func acceptedConnection(_ listener: Int32) -> Int32 {
    accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
}

/// accept4(2), which the Glibc module leaves out.
@_silgen_name("accept4") private func accept4(
    _ listener: Int32,
    _ address: UnsafeMutableRawPointer?,
    _ size: UnsafeMutableRawPointer?,
    _ flags: Int32
) -> Int32
