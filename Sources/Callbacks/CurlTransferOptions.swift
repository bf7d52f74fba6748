internal import CCurl
internal import Model

/// What libcurl is told about every request, once.
extension CurlTransfer {
    func setConnection() throws(CurlError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        // The proxy is chosen for each request; an empty list keeps libcurl from asking the environment.
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try set(CURLOPT_FOLLOWLOCATION, configuration.followsRedirects ? 1 : 0)
        try set(CURLOPT_MAXREDIRS, configuration.redirectLimit)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.caFile { try set(CURLOPT_CAINFO, file) }
    }

    func setCallbacks() throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try CurlError.check(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText), "CURLOPT_ERRORBUFFER")
        try CurlError.check(ccurl_set_header(easy, receiveHeadLine, context), "CURLOPT_HEADERFUNCTION")
        try CurlError.check(ccurl_set_write(easy, receiveBody, context), "CURLOPT_WRITEFUNCTION")
        try CurlError.check(ccurl_set_read(easy, readBody, context), "CURLOPT_READFUNCTION")
        try CurlError.check(ccurl_set_seek(easy, seekBody, context), "CURLOPT_SEEKFUNCTION")
        try CurlError.check(ccurl_set_open_socket(easy, openSocket, context), "CURLOPT_OPENSOCKETFUNCTION")
        try CurlError.check(ccurl_set_before_request(easy, checkRequest, context), "CURLOPT_PREREQFUNCTION")
    }
}

/// What libcurl is told about one request; nothing of the one before it stays.
extension CurlTransfer {
    func setMessage(_ request: OutgoingRequest) throws(CurlError) {
        try set(CURLOPT_URL, request.url)
        // Content first: it makes a POST, which is what the method then changes.
        try setBody(slowBody == nil ? request.body : [], count: request.body.count)
        if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if OutgoingRequest.hasContentLength(request.method, request.body) {
            try set(CURLOPT_POST, 1)
        } else {
            try set(CURLOPT_HTTPGET, 1)
        }
        // Left to libcurl, POST becomes GET where a redirect asks for it (RFC 9110 §15.4.4); a method set here would stay.
        try set(CURLOPT_CUSTOMREQUEST, request.method == "POST" ? nil : request.method)
        let fields = try CurlFields(request.fields)
        self.fields = fields
        try CurlError.check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, fields.list), "CURLOPT_HTTPHEADER")
    }

    /// No content stands for what is read piece by piece.
    private func setBody(_ bytes: [UInt8], count: Int) throws(CurlError) {
        if slowBody == nil {
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
            copy.initialize(from: bytes, count: bytes.count)
            body = copy
        }
        try CurlError.check(ccurl_set_bytes(easy, CURLOPT_POSTFIELDS, body), "CURLOPT_POSTFIELDS")
        try CurlError.check(
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(count)),
            "CURLOPT_POSTFIELDSIZE_LARGE"
        )
    }

    func setTimes(_ request: OutgoingRequest) throws(CurlError) {
        try set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout + request.slowness))
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(min(configuration.connectTimeout, request.timeout)))
    }

    func setWay(proxy: String, isFresh: Bool) throws(CurlError) {
        if proxy != proxyInUse { try set(CURLOPT_PROXY, proxy) }
        proxyInUse = proxy
        try set(CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
    }

    /// libcurl takes zero for "no limit", so the shortest limit is a millisecond.
    private func milliseconds(_ duration: Duration) -> Int { Int(max(1, min(duration.inMilliseconds, 1e12))) }

    private func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        let code = ccurl_set_long(easy, option, value)
        if code != CURLE_OK { try CurlError.check(code, "curl_easy_setopt(\(option.rawValue))") }
    }

    private func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        let code = ccurl_set_text(easy, option, value)
        if code != CURLE_OK { try CurlError.check(code, "curl_easy_setopt(\(option.rawValue))") }
    }
}
