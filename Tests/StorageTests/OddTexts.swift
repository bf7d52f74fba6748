/// Texts that a store must take as they are. Tests name them by their number: in a log they would make a mess.
enum OddTexts {
    static let all = [
        "", " ", "'", "\"", "'; DROP TABLE mocks; --", "?1", "%_", "\0", "a\0b", "\0\0", "a\nb\r\u{7F}", "😀👩‍👩‍👧‍👦", "é",
        "e\u{301}",
        "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}", String(repeating: "long ", count: 2_048),
    ]
}
