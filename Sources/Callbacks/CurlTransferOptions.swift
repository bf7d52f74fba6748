internal import CCurl
internal import Model

/// What libcurl is told about one request.
extension CurlTransfer {
    func setMessage(_ request: OutgoingRequest) throws(CurlError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PATH_AS_IS, 1)
        if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if OutgoingRequest.hasContentLength(request.method, request.body) {
            try setBody(request.body)
        } else {
            try set(CURLOPT_HTTPGET, 1)
        }
        // Left to libcurl, POST becomes GET where a redirect asks for it (RFC 9110 §15.4.4); a method set here would stay.
        if request.method != "POST" { try set(CURLOPT_CUSTOMREQUEST, request.method) }
        // Fields that libcurl would add on its own are turned off first; those of the job come after and win.
        let named = Set(request.lines.map { $0.prefix { $0 != 0x3A && $0 != 0x3B }.map { $0 | 0x20 } })
        for name in ["Accept", "Content-Type", "Expect"] where !named.contains(name.utf8.map { $0 | 0x20 }) {
            try append(Array("\(name):".utf8))
        }
        for line in request.lines { try append(line) }
        try CurlError.check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, fieldList), "CURLOPT_HTTPHEADER")
    }

    private func setBody(_ bytes: [UInt8]) throws(CurlError) {
        try set(CURLOPT_POST, 1)
        try CurlError.check(
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)),
            "CURLOPT_POSTFIELDSIZE_LARGE"
        )
        guard slowBody == nil else { return }
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        copy.initialize(from: bytes, count: bytes.count)
        body = copy
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

    func setConnection(
        _ request: OutgoingRequest,
        _ configuration: DispatcherConfiguration
    ) throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        // The proxy was chosen for us; an empty list keeps libcurl from asking the environment.
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try set(CURLOPT_FOLLOWLOCATION, configuration.followsRedirects ? 1 : 0)
        try set(CURLOPT_MAXREDIRS, configuration.redirectLimit)
        try set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout + request.slowness))
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(min(configuration.connectTimeout, request.timeout)))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.caFile { try set(CURLOPT_CAINFO, file) }
    }

    func setCallbacks() throws(CurlError) {
        let context = Unmanaged.passUnretained(answer).toOpaque()
        try CurlError.check(ccurl_set_header(easy, receiveHeadLine, context), "CURLOPT_HEADERFUNCTION")
        try CurlError.check(ccurl_set_write(easy, receiveBody, context), "CURLOPT_WRITEFUNCTION")
        try CurlError.check(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText), "CURLOPT_ERRORBUFFER")
        let check = Unmanaged.passUnretained(targets).toOpaque()
        try CurlError.check(ccurl_set_open_socket(easy, openSocket, check), "CURLOPT_OPENSOCKETFUNCTION")
        let transfer = Unmanaged.passUnretained(self).toOpaque()
        try CurlError.check(ccurl_set_before_request(easy, checkRequest, transfer), "CURLOPT_PREREQFUNCTION")
        guard let slowBody else { return }
        let content = Unmanaged.passUnretained(slowBody).toOpaque()
        try CurlError.check(ccurl_set_read(easy, readBody, content), "CURLOPT_READFUNCTION")
        try CurlError.check(ccurl_set_seek(easy, seekBody, content), "CURLOPT_SEEKFUNCTION")
    }

    /// libcurl takes zero for "no limit", so the shortest limit is a millisecond.
    private func milliseconds(_ duration: Duration) -> Int { Int(max(1, min(duration.inMilliseconds, 1e12))) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try CurlError.check(ccurl_set_long(easy, option, value), "curl_easy_setopt(\(option.rawValue))")
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try CurlError.check(ccurl_set_text(easy, option, value), "curl_easy_setopt(\(option.rawValue))")
    }
}
