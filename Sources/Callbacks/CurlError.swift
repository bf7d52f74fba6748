internal import CCurl

/// A libcurl function that did not do what it should: our fault or a lack of memory, never the receiver's.
struct CurlError: Error, Sendable, CustomStringConvertible {
    let function: String
    let reason: String

    var description: String { "\(function): \(reason)" }

    static func check(_ code: CURLcode, _ function: String) throws(CurlError) {
        guard code != CURLE_OK else { return }
        throw CurlError(function: function, reason: String(cString: curl_easy_strerror(code)))
    }

    static func check(_ code: CURLMcode, _ function: String) throws(CurlError) {
        guard code != CURLM_OK else { return }
        throw CurlError(function: function, reason: String(cString: curl_multi_strerror(code)))
    }
}
