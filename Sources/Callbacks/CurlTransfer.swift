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
    /// - Parameter proxy: the proxy's URL; empty for none.
    func prepare(
        _ request: OutgoingRequest,
        _ configuration: DispatcherConfiguration,
        proxy: String
    ) throws(CurlError) {
        curl_easy_reset(easy)
        release()
        errorText[0] = 0
        (self.request, redirectLimit) = (request, configuration.redirectLimit)
        answer = ReceivedAnswer(bytesKept: configuration.answerBytesKept, limit: configuration.answerBytesRead)
        targets = TargetCheck(policy: configuration.targets, isProxied: !proxy.isEmpty, easy: easy)
        slowBody = request.slowness > .zero && !request.body.isEmpty ? SlowBody(request) : nil
        try setMessage(request)
        try setConnection(request, configuration)
        try set(CURLOPT_PROXY, proxy)
        try setCallbacks()
    }

    /// Lets go of what only a running transfer needs.
    func release() {
        curl_slist_free_all(fieldList)
        fieldList = nil
        body?.deallocate()
        (body, slowBody, request) = (nil, nil, nil)
    }

    /// How the attempt ended, from libcurl's result code, and whether another may follow.
    func result(_ code: CURLcode) -> (result: Attempt.Result, mayRetry: Bool) {
        // An answer that is too long has come all the same.
        if code == CURLE_OK || (code == CURLE_WRITE_ERROR && answer.isCutOff) {
            return (.answered(status: answer.status, fields: answer.fields, body: answer.body), true)
        }
        if let denial = targets.denial, code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK {
            return (.failed(reason: denial), false)
        }
        return (.failed(reason: failure(code).reason), true)
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
            timeout: request?.timeout ?? .zero,
            redirectLimit: redirectLimit
        )
    }
}
