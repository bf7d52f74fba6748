internal import CCurl
internal import Glibc
internal import Model

// What libcurl calls during a transfer. Every context is the `CurlTransfer`, which outlives its easy handle's use.

/// <https://curl.se/libcurl/c/CURLOPT_HEADERFUNCTION.html>
func receiveHeadLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = CurlTransfer.behind(context) else { return 0 }
    transfer.answer.takeHeadLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

/// <https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html>
func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = CurlTransfer.behind(context) else { return 0 }
    // Fewer bytes than came end the transfer.
    return transfer.answer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

/// Asked only for content that takes its time; other content is libcurl's from the start.
///
/// <https://curl.se/libcurl/c/CURLOPT_READFUNCTION.html>
func readBody(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let body = CurlTransfer.behind(context)?.slowBody else { return 0 }
    let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return body.read(into: room) ?? Int(CURL_READFUNC_PAUSE)
}

/// <https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html>
func seekBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    guard let body = CurlTransfer.behind(context)?.slowBody, origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
    body.seek(to: Int(offset))
    return CURL_SEEKFUNC_OK
}

/// <https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html>
func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = CurlTransfer.behind(context), let address else { return CURL_SOCKET_BAD }
    let bytes = NetworkAddress(family: address.pointee.family, socketAddress: ccurl_address(address))
    guard transfer.mayConnect(to: bytes) else { return CURL_SOCKET_BAD }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return socket(address.pointee.family, type, address.pointee.protocol)
}

/// <https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html>
func checkRequest(
    _ context: UnsafeMutableRawPointer?,
    _ address: UnsafeMutablePointer<CChar>?,
    _ ownAddress: UnsafeMutablePointer<CChar>?,
    _ port: Int32,
    _ ownPort: Int32
) -> Int32 {
    guard let transfer = CurlTransfer.behind(context), let address else { return CURL_PREREQFUNC_ABORT }
    return transfer.mayBegin(at: NetworkAddress(String(cString: address))) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
