internal import CCurl
internal import Model

/// Many transfers at once over connections that are kept and used again: owns the multi handle.
///
/// libcurl says which sockets it wants watched and when its next timer is due (libcurl-multi(3), "multi_socket"), so that a
/// turn costs what happens in it, not what is under way.
///
/// Confined to one thread, but for `wake()`.
final class CurlMulti: @unchecked Sendable {
    // The only member that other threads use is `wake`, which is safe from any thread.

    private let multi: OpaquePointer
    private let watch: CurlWatch
    private var ready: [(socket: Int32, ready: SocketEvents.Interest)] = []
    private var running: [OpaquePointer: (key: DeliveryKey, transfer: CurlTransfer)] = [:]
    private var transfers: [DeliveryKey: CurlTransfer] = [:]
    private var idle: [CurlTransfer] = []
    /// Those whose content takes its time, and when they are given more of it.
    private var slow: [DeliveryKey: CurlTransfer] = [:]
    private var nextSlow: Duration = .zero
    /// Those whose kept connection broke, and whose next attempt goes over a new one.
    private var broken: Set<DeliveryKey> = []
    private let configuration: DispatcherConfiguration
    private let proxies: ProxyChoice

    init(_ configuration: DispatcherConfiguration) throws(CurlError) {
        try CurlError.check(curlStarted, "curl_global_init")
        do throws(SocketEvents.Failure) {
            watch = CurlWatch(events: try SocketEvents())
        } catch {
            throw CurlError(function: error.function, reason: error.description)
        }
        guard let multi = curl_multi_init() else {
            throw CurlError(function: "curl_multi_init", reason: "out of memory")
        }
        self.multi = multi
        self.configuration = configuration
        proxies = ProxyChoice(configuration)
        let context = Unmanaged.passUnretained(watch).toOpaque()
        try CurlError.check(ccurl_multi_set_socket(multi, watchSocket, context), "CURLMOPT_SOCKETFUNCTION")
        try CurlError.check(ccurl_multi_set_timer(multi, setTimer, context), "CURLMOPT_TIMERFUNCTION")
        try CurlError.check(
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.concurrency),
            "CURLMOPT_MAXCONNECTS"
        )
    }

    deinit {
        stopAll()
        curl_multi_cleanup(multi)
    }

    /// Begins a request; its end comes out of `perform`.
    func start(_ key: DeliveryKey, _ request: OutgoingRequest) throws(CurlError) {
        let transfer: CurlTransfer
        if let used = idle.popLast() { transfer = used } else { transfer = try CurlTransfer(configuration) }
        let isFresh = broken.remove(key) != nil
        try transfer.prepare(request, proxy: proxies.proxy(for: request.origin), isFresh: isFresh)
        try CurlError.check(curl_multi_add_handle(multi, transfer.easy), "curl_multi_add_handle")
        running[transfer.easy] = (key, transfer)
        transfers[key] = transfer
        if transfer.slowBody != nil { slow[key] = transfer }
    }

    /// Breaks a request off and closes its connection.
    func stop(_ key: DeliveryKey) {
        guard let transfer = transfers.removeValue(forKey: key) else { return }
        running[transfer.easy] = nil
        slow[key] = nil
        curl_multi_remove_handle(multi, transfer.easy)
    }

    /// Breaks every request off and closes its connection.
    func stopAll() {
        for (easy, _) in running { curl_multi_remove_handle(multi, easy) }
        (running, transfers, slow, idle) = ([:], [:], [:], [])
    }

    /// Moves the transfers that are ready as far as they go without waiting and adds those that have ended.
    func perform(_ ended: inout [AttemptEnd]) throws(CurlError) {
        for (socket, ready) in ready { try act(on: socket, Int32(ready.rawValue)) }
        ready = []
        try feedSlow()
        if let due = watch.timerDue, due <= DispatcherTime.monotonic() {
            watch.timerDue = nil
            try act(on: curl_socket_t(CURL_SOCKET_BAD), 0)
        }
        if let failure = watch.failure { throw CurlError(function: failure.function, reason: failure.description) }
        takeEnded(&ended)
    }

    /// Waits until a socket is ready, somebody calls `wake`, or so much time has passed; libcurl's own timers cut it short.
    func wait(atMost time: Duration) throws(CurlError) {
        let untilTimer = watch.timerDue.map { max(.zero, $0 - DispatcherTime.monotonic()) } ?? time
        let untilSlow = slow.isEmpty ? time : max(.zero, nextSlow - DispatcherTime.monotonic())
        let milliseconds = min(time, untilTimer, untilSlow).inMilliseconds.rounded(.up)
        do throws(SocketEvents.Failure) {
            ready = try watch.events.wait(milliseconds: Int32(max(0, min(milliseconds, 60_000))))
        } catch {
            throw CurlError(function: error.function, reason: error.description)
        }
    }

    /// Ends a `wait`, from any thread.
    func wake() { watch.events.wake() }

    /// CURL_SOCKET_BAD stands for the timer (its name CURL_SOCKET_TIMEOUT is a macro).
    private func act(on socket: curl_socket_t, _ ready: Int32) throws(CurlError) {
        var stillRunning: Int32 = 0
        try CurlError.check(
            curl_multi_socket_action(multi, socket, ready, &stillRunning),
            "curl_multi_socket_action"
        )
    }

    /// Lets each slow content go on that has more to give by now.
    private func feedSlow() throws(CurlError) {
        let now = DispatcherTime.monotonic()
        guard !slow.isEmpty, nextSlow <= now else { return }
        nextSlow = now + .milliseconds(10)
        for transfer in slow.values where transfer.slowBody?.hasMore == true {
            try CurlError.check(curl_easy_pause(transfer.easy, CURLPAUSE_CONT), "curl_easy_pause")
        }
    }

    private func takeEnded(_ ended: inout [AttemptEnd]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let (key, transfer) = running.removeValue(forKey: easy)
            else { continue }
            let (result, next) = transfer.result(ccurl_result(message))
            if next == .atOnce { broken.insert(key) }
            ended.append(AttemptEnd(key: key, result: result, next: next))
            (transfers[key], slow[key]) = (nil, nil)
            curl_multi_remove_handle(multi, easy)
            transfer.release()
            if idle.count < 64 { idle.append(transfer) }
        }
    }
}

/// Once a process (curl_global_init(3)).
private let curlStarted: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

/// What libcurl asked us to watch.
private final class CurlWatch {
    let events: SocketEvents
    var timerDue: Duration?
    var failure: SocketEvents.Failure?

    init(events: SocketEvents) { self.events = events }
}

/// <https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html>
private func watchSocket(
    _ easy: OpaquePointer?,
    _ socket: curl_socket_t,
    _ what: Int32,
    _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    let watch = Unmanaged<CurlWatch>.fromOpaque(context).takeUnretainedValue()
    guard what != CURL_POLL_REMOVE else {
        watch.events.forget(socket)
        return 0
    }
    do throws(SocketEvents.Failure) {
        try watch.events.watch(socket, for: SocketEvents.Interest(rawValue: Int(what)))
    } catch {
        watch.failure = error
    }
    return 0
}

/// <https://curl.se/libcurl/c/CURLMOPT_TIMERFUNCTION.html>
private func setTimer(_ multi: OpaquePointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context else { return 0 }
    let watch = Unmanaged<CurlWatch>.fromOpaque(context).takeUnretainedValue()
    watch.timerDue = milliseconds < 0 ? nil : DispatcherTime.monotonic() + .milliseconds(milliseconds)
    return 0
}
