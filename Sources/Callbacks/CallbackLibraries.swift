internal import CCurl

/// The library that callbacks over HTTP go through.
public enum CallbackLibraries {
    /// libcurl's version as it runs, for example `7.88.1` (`curl_version(3)`).
    public static var curl: String {
        let text = String(cString: curl_version())
        return String(text.prefix { $0 != " " }.drop { $0 != "/" }.dropFirst())
    }
}
