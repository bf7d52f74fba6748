internal import CCurl
internal import Model

/// One HTTP attempt in libcurl: owns the easy handle, the list of fields and the bytes that libcurl reads from.
///
/// Confined to the dispatcher's thread. An ended transfer is used again for the next request, with all options anew.
final class CurlTransfer {
    let easy: OpaquePointer
    private var fieldList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var request: OutgoingRequest?
    private var body: UnsafeMutablePointer<UInt8>?
    private(set) var answer = ReceivedAnswer(bytesKept: 0)

    init() throws(CurlError) {
        guard let easy = curl_easy_init() else { throw CurlError(function: "curl_easy_init", reason: "out of memory") }
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        release()
        errorText.deallocate()
    }

    /// Sets every option for one request. Nothing is sent yet.
    func prepare(_ request: OutgoingRequest, _ configuration: DispatcherConfiguration) throws(CurlError) {
        curl_easy_reset(easy)
        release()
        errorText[0] = 0
        self.request = request
        answer = ReceivedAnswer(bytesKept: configuration.answerBytesKept)
        try setMessage(request)
        try setConnection(request, configuration)
        try setCallbacks()
    }

    /// Lets go of what only a running transfer needs.
    func release() {
        curl_slist_free_all(fieldList)
        fieldList = nil
        body?.deallocate()
        body = nil
        request = nil
    }

    /// How the attempt ended, from libcurl's result code.
    func result(_ code: CURLcode) -> Attempt.Result {
        if code == CURLE_OK {
            return .answered(status: answer.status, fields: answer.fields, body: answer.body)
        }
        return .failed(reason: failure(code).reason)
    }

    private func failure(_ code: CURLcode) -> TransferFailure {
        var osError = 0
        var connectTime: curl_off_t = 0
        ccurl_get_long(easy, CURLINFO_OS_ERRNO, &osError)
        ccurl_get_size(easy, CURLINFO_PRETRANSFER_TIME_T, &connectTime)
        let detail = String(cString: errorText)
        return TransferFailure(
            code: code,
            detail: detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail,
            osError: Int32(truncatingIfNeeded: osError),
            wasConnected: connectTime > 0,
            origin: request?.origin ?? "",
            timeout: request?.timeout ?? .zero
        )
    }
}

extension CurlTransfer {
    private func setMessage(_ request: OutgoingRequest) throws(CurlError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PATH_AS_IS, 1)
        switch (request.method, request.body.isEmpty) {
        case ("HEAD", _): try set(CURLOPT_NOBODY, 1)
        case ("GET", true), ("DELETE", true), ("OPTIONS", true), ("TRACE", true): try set(CURLOPT_HTTPGET, 1)
        default: try setBody(request.body)
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
        // Fields that libcurl would add on its own are turned off first; those of the job come after and win.
        let named = Set(request.lines.map { $0.prefix { $0 != 0x3A && $0 != 0x3B }.map { $0 | 0x20 } })
        for name in ["Accept", "Content-Type", "Expect"] where !named.contains(name.utf8.map { $0 | 0x20 }) {
            try append(Array("\(name):".utf8))
        }
        for line in request.lines { try append(line) }
        try CurlError.check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, fieldList), "CURLOPT_HTTPHEADER")
    }

    private func setBody(_ bytes: [UInt8]) throws(CurlError) {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        copy.initialize(from: bytes, count: bytes.count)
        body = copy
        try set(CURLOPT_POST, 1)
        try CurlError.check(
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)),
            "CURLOPT_POSTFIELDSIZE_LARGE"
        )
        try CurlError.check(ccurl_set_bytes(easy, CURLOPT_POSTFIELDS, copy), "CURLOPT_POSTFIELDS")
    }

    private func append(_ line: [UInt8]) throws(CurlError) {
        let longer = (line + [0])
            .withUnsafeBytes { bytes in
                curl_slist_append(fieldList, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
            }
        guard let longer else { throw CurlError(function: "curl_slist_append", reason: "out of memory") }
        fieldList = longer
    }

    private func setConnection(
        _ request: OutgoingRequest,
        _ configuration: DispatcherConfiguration
    ) throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        // An empty proxy also turns off the proxy variables of the environment.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try set(CURLOPT_FOLLOWLOCATION, configuration.followsRedirects ? 1 : 0)
        try set(CURLOPT_MAXREDIRS, 10)
        try set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout))
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(min(configuration.connectTimeout, request.timeout)))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.caFile { try set(CURLOPT_CAINFO, file) }
    }

    private func setCallbacks() throws(CurlError) {
        let context = Unmanaged.passUnretained(answer).toOpaque()
        try CurlError.check(ccurl_set_header(easy, receiveHeadLine, context), "CURLOPT_HEADERFUNCTION")
        try CurlError.check(ccurl_set_write(easy, receiveBody, context), "CURLOPT_WRITEFUNCTION")
        try CurlError.check(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText), "CURLOPT_ERRORBUFFER")
    }

    /// libcurl takes zero for "no limit", so the shortest limit is a millisecond.
    private func milliseconds(_ duration: Duration) -> Int { Int(max(1, min(duration.inMilliseconds, 1e12))) }

    private func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try CurlError.check(ccurl_set_long(easy, option, value), "curl_easy_setopt(\(option.rawValue))")
    }

    private func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try CurlError.check(ccurl_set_text(easy, option, value), "curl_easy_setopt(\(option.rawValue))")
    }
}

/// <https://curl.se/libcurl/c/CURLOPT_HEADERFUNCTION.html>
private func receiveHeadLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let answer = Unmanaged<ReceivedAnswer>.fromOpaque(context).takeUnretainedValue()
    answer.takeHeadLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

/// <https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html>
private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let answer = Unmanaged<ReceivedAnswer>.fromOpaque(context).takeUnretainedValue()
    answer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}
