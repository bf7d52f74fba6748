internal import COpenSSL

/// OpenSSL's per-thread list of what went wrong (ERR_get_error(3)). It is emptied before a call whose result matters,
/// and read after it failed.
enum ErrorQueue {
    /// The innermost entry's library and reason, and the text of all.
    struct Entries {
        var library: Int32 = 0
        var reason: Int32 = 0
        var texts: [String] = []

        var text: String { texts.isEmpty ? "OpenSSL gives no reason" : texts.joined(separator: "; ") }
    }

    /// Empties the queue.
    static func clear() { ERR_clear_error() }

    /// Takes all entries, the oldest (where it began) first.
    static func drain() -> Entries {
        var entries = Entries()
        var detail: UnsafePointer<CChar>?
        var flags: Int32 = 0
        while true {
            let code = ERR_get_error_all(nil, nil, nil, &detail, &flags)
            guard code != 0 else { return entries }
            if entries.texts.isEmpty {
                entries.library = ERR_GET_LIB(code)
                entries.reason = ERR_GET_REASON(code)
            }
            var text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
            if flags & ERR_TXT_STRING != 0, let detail, detail.pointee != 0 { text += ": \(String(cString: detail))" }
            entries.texts.append(text)
        }
    }

    /// The error for a function that failed to do what only memory or our own arguments can prevent.
    static func failure(_ function: String, _ reason: String? = nil) -> TLSError {
        let text = drain().text
        return TLSError(.configuration, in: function, reason.map { "\($0): \(text)" } ?? text)
    }

    /// Throws unless the result is 1, OpenSSL's usual yes.
    static func check(_ result: Int32, _ function: String) throws(TLSError) {
        guard result == 1 else { throw failure(function) }
    }

    /// Throws when there is no pointer.
    static func require<Handle>(_ handle: Handle?, _ function: String) throws(TLSError) -> Handle {
        guard let handle else { throw failure(function) }
        return handle
    }
}
