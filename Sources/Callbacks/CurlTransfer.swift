internal import CCurl
internal import Model

/// One HTTP attempt in libcurl: owns the easy handle, the list of fields and the bytes that libcurl reads from.
///
/// Confined to the thread that sends. An ended transfer is used again for the next request: what is the same for all is set
/// once.
final class CurlTransfer {
    let easy: OpaquePointer
    let configuration: DispatcherConfiguration
    let errorText: UnsafeMutablePointer<CChar>
    var fields: CurlFields?
    var body: UnsafeMutablePointer<UInt8>?
    /// The proxy that the handle knows of.
    var proxyInUse: String?
    /// The content, where it is to take its time.
    private(set) var slowBody: SlowBody?
    private(set) var answer = ReceivedAnswer(bytesKept: 0)
    private var targets = TargetCheck()
    private var sending = SingleSending()
    private var request: OutgoingRequest?

    init(_ configuration: DispatcherConfiguration) throws(CurlError) {
        guard let easy = curl_easy_init() else { throw CurlError(function: "curl_easy_init", reason: "out of memory") }
        (self.easy, self.configuration) = (easy, configuration)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setConnection()
        try setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        release()
        errorText.deallocate()
    }

    /// Sets every option that is this request's own. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - proxy: the proxy's URL; empty for none.
    ///   - isFresh: whether it goes over a new connection in any case.
    func prepare(_ request: OutgoingRequest, proxy: String, isFresh: Bool) throws(CurlError) {
        release()
        errorText[0] = 0
        self.request = request
        answer = ReceivedAnswer(bytesKept: configuration.answerBytesKept, limit: configuration.answerBytesRead)
        targets = TargetCheck(policy: configuration.targets, isProxied: !proxy.isEmpty)
        sending = SingleSending()
        slowBody = request.slowness > .zero && !request.body.isEmpty ? SlowBody(request) : nil
        try setMessage(request)
        try setTimes(request)
        try setWay(proxy: proxy, isFresh: isFresh)
    }

    /// Lets go of what only a running transfer needs.
    func release() {
        body?.deallocate()
        (fields, body, slowBody, request) = (nil, nil, nil, nil)
    }

    /// The transfer that a callback of libcurl was given as its context.
    static func behind(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether a connection may be made to this address.
    func mayConnect(to address: NetworkAddress?) -> Bool { targets.allows(address, host: host) }

    /// Whether a request may be sent over a connection to this address: asked for the first one, for one that a redirect
    /// leads to, and for one that libcurl would send again.
    func mayBegin(at address: NetworkAddress?) -> Bool {
        var bytesSent = 0
        ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &bytesSent)
        return mayConnect(to: address) && sending.allows(heads: answer.headCount, bytesSent: bytesSent)
    }

    /// The host of the URL in use, which a redirect may have brought.
    private var host: String {
        var redirects = 0
        ccurl_get_long(easy, CURLINFO_REDIRECT_COUNT, &redirects)
        if redirects == 0, let request { return request.origin.host }
        guard let text = ccurl_get_text(easy, CURLINFO_EFFECTIVE_URL) else { return "" }
        return AbsoluteURL(String(cString: text))?.origin.host ?? ""
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
            return (.failed(reason: "the kept connection to \(place) broke before anything of an answer came"), .atOnce)
        }
        return (.failed(reason: failure(code).reason), .planned)
    }

    private var place: String { request.map { "\($0.origin)" } ?? "" }

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
            origin: place,
            timeout: request?.timeout ?? .zero,
            redirectLimit: configuration.redirectLimit
        )
    }
}
