internal import CPCRE2

/// A regular expression of PCRE2, compiled once and used from any thread.
///
/// Subjects and patterns are UTF-8. A match limit bounds the work of one search, so that no pattern can stop the
/// server (`pcre2api(3)`, `pcre2_set_match_limit`).
public final class Pattern: @unchecked Sendable {
    // Compiled code and match context are only read once `init` is over, which pcre2api(3) allows to any number of
    // threads; what a search writes to belongs to that search.

    /// What a search came to.
    public enum Outcome: Sendable, Hashable {
        /// The pattern stands somewhere in the text.
        case found
        /// It does not.
        case notFound
        /// The search was given up: it would have taken too long.
        case gaveUp
    }

    /// The pattern as written.
    public let text: String
    private let code: OpaquePointer
    private let limits: OpaquePointer

    /// How much memory one search may take, in KiB.
    private static let heapLimit: UInt32 = 65_536

    /// How many steps one search may take; some milliseconds of work.
    private static let stepLimit: UInt32 = 1_000_000

    /// Compiles a pattern with the JIT.
    ///
    /// - Throws: what is wrong with it and at which byte.
    public init(_ text: String) throws(PatternError) {
        var errorCode: Int32 = 0
        var errorOffset = 0
        let bytes = Array(text.utf8)
        // https://www.pcre.org/current/doc/html/pcre2_compile.html
        guard
            let code = pcre2_compile_8(
                bytes,
                bytes.count,
                PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
                &errorCode,
                &errorOffset,
                nil
            )
        else { throw PatternError(pattern: text, position: errorOffset, reason: Self.message(for: errorCode)) }
        guard let limits = pcre2_match_context_create_8(nil) else {
            pcre2_code_free_8(code)
            throw PatternError(pattern: text, position: 0, reason: "there is no memory left")
        }
        pcre2_set_match_limit_8(limits, Self.stepLimit)
        pcre2_set_heap_limit_8(limits, Self.heapLimit)
        // Where the JIT is not allowed (no executable memory), the interpreter does the same more slowly.
        _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        (self.text, self.code, self.limits) = (text, code, limits)
    }

    deinit {
        pcre2_match_context_free_8(limits)
        pcre2_code_free_8(code)
    }

    /// Looks for the pattern anywhere in a text.
    public func search(in text: String) -> Outcome {
        guard let match = pcre2_match_data_create_8(1, nil) else { return .gaveUp }
        defer { pcre2_match_data_free_8(match) }
        var text = text
        let result = text.withUTF8 { bytes in
            // A Swift string is valid UTF-8, so that PCRE2 need not look again.
            let result = pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, PCRE2_NO_UTF_CHECK, match, limits)
            guard result == PCRE2_ERROR_JIT_STACKLIMIT else { return result }
            // The JIT's stack is small; the interpreter keeps its own on the heap.
            let options = PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT
            return pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, options, match, limits)
        }
        if result >= 0 { return .found }
        return result == PCRE2_ERROR_NOMATCH ? .notFound : .gaveUp
    }

    /// Whether the pattern stands somewhere in a text; a search that was given up found nothing.
    public func isFound(in text: String) -> Bool { search(in: text) == .found }

    private static func message(for code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer[..<Int(length)], as: UTF8.self) : "PCRE2 error \(code)"
    }
}

/// Why a text is no regular expression.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pattern as written.
    public var pattern: String
    /// How many bytes of it were read until then.
    public var position: Int
    /// What PCRE2 says.
    public var reason: String

    /// `at character 4 of "a(b": missing closing parenthesis`.
    public var description: String { "at character \(position) of \"\(pattern)\": \(reason)" }
}
