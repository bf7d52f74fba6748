internal import Model

/// Finds text that is wrapped in base64 within other text.
enum EncodedText {
    /// Shorter runs hold next to nothing, longer ones are files.
    private static let lengths = 20...65_536

    /// The runs of letters of base64, of either alphabet.
    static func runs(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for position in 0...text.count {
            if position < text.count, isLetter(text[position]) { continue }
            var end = position
            // What fills up the last group of four (RFC 4648 §4).
            while end < text.count, end - position < 2, text[end] == UInt8(ascii: "=") { end += 1 }
            if lengths.contains(position - start) { runs.append(start..<end) }
            start = position + 1
        }
        return runs
    }

    /// The text that a run stands for; nil when it stands for no text: a run of words decodes to bytes that are none.
    static func text(_ run: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        // Most runs are words or ids, and their first letters tell.
        guard let start = Base64.decoded(UnsafeBufferPointer(rebasing: run.prefix(16))), start.allSatisfy(isOfText),
            let bytes = Base64.decoded(run), bytes.count >= 12, bytes.allSatisfy(isOfText),
            String(validating: bytes, as: UTF8.self) != nil
        else { return nil }
        return bytes
    }

    private static func isOfText(_ byte: UInt8) -> Bool {
        byte >= 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Whether a text is `name=value&…` by its looks.
    static func looksLikeForm(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let equals = text.prefix(128).firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return false }
        return text.prefix(4_096)
            .allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "\"")
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2B || byte == 0x2F || byte == 0x2D || byte == 0x5F
    }
}
