internal import CCurl
internal import Model

/// Many transfers at once over connections that are kept and used again: owns the multi handle.
///
/// Confined to one thread, but for `wake()`.
final class CurlMulti: @unchecked Sendable {
    // The only member used by other threads is `wake`, and curl_multi_wakeup(3) may be called from any thread while the
    // handle lives, which whoever calls keeps alive.

    private let multi: OpaquePointer
    private var running: [OpaquePointer: (key: DeliveryKey, transfer: CurlTransfer)] = [:]
    private var transfers: [DeliveryKey: CurlTransfer] = [:]
    private var idle: [CurlTransfer] = []
    private let configuration: DispatcherConfiguration

    init(_ configuration: DispatcherConfiguration) throws(CurlError) {
        try CurlError.check(curlStarted, "curl_global_init")
        guard let multi = curl_multi_init() else {
            throw CurlError(function: "curl_multi_init", reason: "out of memory")
        }
        self.multi = multi
        self.configuration = configuration
        try CurlError.check(
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.concurrency),
            "CURLMOPT_MAXCONNECTS"
        )
    }

    deinit {
        for (easy, _) in running { curl_multi_remove_handle(multi, easy) }
        running = [:]
        transfers = [:]
        idle = []
        curl_multi_cleanup(multi)
    }

    /// Begins a request; its end comes out of `perform`.
    func start(_ key: DeliveryKey, _ request: OutgoingRequest) throws(CurlError) {
        let transfer: CurlTransfer
        if let used = idle.popLast() { transfer = used } else { transfer = try CurlTransfer() }
        try transfer.prepare(request, configuration)
        try CurlError.check(curl_multi_add_handle(multi, transfer.easy), "curl_multi_add_handle")
        running[transfer.easy] = (key, transfer)
        transfers[key] = transfer
    }

    /// Breaks a request off and closes its connection.
    func stop(_ key: DeliveryKey) {
        guard let transfer = transfers.removeValue(forKey: key) else { return }
        running[transfer.easy] = nil
        curl_multi_remove_handle(multi, transfer.easy)
    }

    /// Moves every transfer as far as it goes without waiting and gives those that have ended.
    func perform() throws(CurlError) -> [(key: DeliveryKey, result: Attempt.Result)] {
        var stillRunning: Int32 = 0
        try CurlError.check(curl_multi_perform(multi, &stillRunning), "curl_multi_perform")
        var ended: [(DeliveryKey, Attempt.Result)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let (key, transfer) = running.removeValue(forKey: easy)
            else { continue }
            ended.append((key, transfer.result(ccurl_result(message))))
            transfers[key] = nil
            curl_multi_remove_handle(multi, easy)
            transfer.release()
            if idle.count < 64 { idle.append(transfer) }
        }
        return ended
    }

    /// Waits until a socket is ready, somebody calls `wake`, or so much time has passed; libcurl's own timers cut it short.
    func wait(atMost time: Duration) throws(CurlError) {
        let milliseconds = Int32(max(0, min((time.inMilliseconds).rounded(.up), 60_000)))
        try CurlError.check(curl_multi_poll(multi, nil, 0, milliseconds, nil), "curl_multi_poll")
    }

    /// Ends a `wait`, from any thread.
    func wake() { curl_multi_wakeup(multi) }
}

/// Once a process (curl_global_init(3)).
private let curlStarted: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
