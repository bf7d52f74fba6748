internal import CCurl
internal import Model

/// One HTTP attempt in libcurl: owns the easy handle, the list of fields and the bytes that libcurl reads from.
///
/// Confined to the dispatcher's thread. An ended transfer is used again for the next request, with all options anew.
final class CurlTransfer {
    let easy: OpaquePointer
    var fieldList: UnsafeMutablePointer<curl_slist>?
    let errorText: UnsafeMutablePointer<CChar>
    var body: UnsafeMutablePointer<UInt8>?
    private(set) var answer = ReceivedAnswer(bytesKept: 0)
    private(set) var targets = TargetCheck()
    private var sending = SingleSending()
    /// The content, where it is to take its time.
    private(set) var slowBody: SlowBody?
    private var request: OutgoingRequest?
    private var redirectLimit = 0

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
    ///
    /// - Parameters:
    ///   - proxy: the proxy's URL; empty for none.
    ///   - isFresh: whether it goes over a new connection in any case.
    func prepare(
        _ request: OutgoingRequest,
        _ configuration: DispatcherConfiguration,
        proxy: String,
        isFresh: Bool
    ) throws(CurlError) {
        curl_easy_reset(easy)
        release()
        errorText[0] = 0
        (self.request, redirectLimit) = (request, configuration.redirectLimit)
        answer = ReceivedAnswer(bytesKept: configuration.answerBytesKept, limit: configuration.answerBytesRead)
        targets = TargetCheck(policy: configuration.targets, isProxied: !proxy.isEmpty, easy: easy)
        sending = SingleSending()
        slowBody = request.slowness > .zero && !request.body.isEmpty ? SlowBody(request) : nil
        try setMessage(request)
        try setConnection(request, configuration)
        try set(CURLOPT_PROXY, proxy)
        try set(CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
        try setCallbacks()
    }

    /// Lets go of what only a running transfer needs.
    func release() {
        curl_slist_free_all(fieldList)
        fieldList = nil
        body?.deallocate()
        (body, slowBody, request) = (nil, nil, nil)
    }

    /// Whether a request may be sent over a connection to this address: asked for the first one, for one that a redirect
    /// leads to, and for one that libcurl would send again.
    func mayBegin(at address: NetworkAddress?) -> Bool {
        var bytesSent = 0
        ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &bytesSent)
        return targets.allows(address) && sending.allows(heads: answer.headCount, bytesSent: bytesSent)
    }

    /// How the attempt ended, from libcurl's result code, and what may follow.
    func result(_ code: CURLcode) -> (result: Attempt.Result, next: FurtherAttempt) {
        // An answer that is too long has come all the same.
        if code == CURLE_OK || (code == CURLE_WRITE_ERROR && answer.isCutOff) {
            return (.answered(status: answer.status, fields: answer.fields, body: answer.body), .planned)
        }
        if let denial = targets.denial, code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK {
            return (.failed(reason: denial), .never)
        }
        if sending.wasBroken, code == CURLE_ABORTED_BY_CALLBACK {
            let place = request?.origin ?? ""
            return (.failed(reason: "the kept connection to \(place) broke before anything of an answer came"), .atOnce)
        }
        return (.failed(reason: failure(code).reason), .planned)
    }

    private func failure(_ code: CURLcode) -> TransferFailure {
        var (osError, proxyStatus) = (0, 0)
        var connectTime: curl_off_t = 0
        ccurl_get_long(easy, CURLINFO_OS_ERRNO, &osError)
        ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &proxyStatus)
        ccurl_get_size(easy, CURLINFO_PRETRANSFER_TIME_T, &connectTime)
        let detail = String(cString: errorText)
        return TransferFailure(
            code: code,
            detail: detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail,
            osError: Int32(truncatingIfNeeded: osError),
            wasConnected: connectTime > 0,
            proxyStatus: proxyStatus,
            origin: request?.origin ?? "",
            timeout: request?.timeout ?? .zero,
            redirectLimit: redirectLimit
        )
    }
}
