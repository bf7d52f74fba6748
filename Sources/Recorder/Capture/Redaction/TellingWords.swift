/// Words that give a secret away wherever a name ends in them: `dbPassword`, `X-Shop-Api-Key`, `user.password_hash`.
///
/// The redaction of recordings and the scan for what it missed use the same words. What a name must not be is a name of something
/// else about the secret, such as `password_reset_at` or `api_key_id`, or the token of a page.
struct TellingWords: Sendable {
    private let words: [Word]
    /// The last three letters of the words: most names hold none of them anywhere.
    private let endings: [UInt32]

    private struct Word {
        let letters: [UInt8]
        let spelling: String
        let isWeak: Bool
    }

    /// A word that a name holds, and how sure it makes of a secret.
    struct Match {
        let word: String
        /// The name says so of itself; else the value has to look like a secret too.
        let isCertain: Bool
    }

    init(_ words: [String]) {
        self.words = words.map { Word(letters: Self.letters($0), spelling: $0, isWeak: Self.weak.contains($0)) }
            .filter { $0.letters.count >= 3 }
        endings = Set(self.words.map { $0.letters.suffix(3).reduce(0) { $0 << 8 | UInt32($1) } }).sorted()
    }

    /// The words of the standard rules.
    static let standard =
        ["password", "passwd", "passphrase", "passcode", "pwd", "secret", "secret_key", "private_key", "api_key"] + weak

    /// Words that other things end in as well: a value must look like a secret too.
    private static let weak = [
        "token", "credential", "access_key", "auth_key", "signing_key", "encryption_key", "master_key", "shared_key",
    ]

    /// Words after a telling one that say that it is the thing itself.
    private static let itself = Set(
        list("value hash digest plain plaintext raw new old current again repeat repeated confirm confirmation")
    )

    /// Words at the end that make something else of it: its time, its number, its place.
    private static let aside = Set(
        list(
            """
            at on by date time until since age ttl expiry expires expire expiration expired timeout duration interval
            id ids name names type kind label title description hint policy strength rules length size min max count limit
            used usage total left remaining quota url uri href link links path file filename endpoint host location arn
            env variable ref status state enabled disabled required valid verified changed set reset version index
            algorithm alg method format prefix scope scopes provider issuer audience email user username owner error
            message text field reason attempts
            """
        )
    )

    /// What stands before `token` where it is a place in a list, or a mark against doing something twice.
    private static let cursors = list(
        """
        page pagination paging next previous prev cursor continuation continue sync delta skip resume sequence scroll
        start idempotency idempotent clientrequest dedup deduplication
        """
    )

    private static func list(_ words: String) -> [[UInt8]] {
        words.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
    }

    /// Its letters and digits, in lower case.
    static func letters(_ text: String) -> [UInt8] {
        text.utf8.map(lowercased).filter { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 >= 0x80 }
    }

    /// What a name tells; nil when it holds no telling word, or is the name of something else about a secret.
    func match(_ name: some Collection<UInt8>) -> Match? {
        guard holdsAnEnding(name) else { return nil }
        let parts = NameParts(name)
        var end = parts.count
        while end > 1, Self.itself.contains(parts[end - 1]) { end -= 1 }
        if let word = word(endingIn: parts.letters(upTo: end)) {
            return Match(word: word.spelling, isCertain: !word.isWeak)
        }
        guard parts.count > 1, !Self.aside.contains(parts[parts.count - 1]) else { return nil }
        for end in 1..<parts.count {
            if let word = word(endingIn: parts.letters(upTo: end)) {
                return Match(word: word.spelling, isCertain: false)
            }
        }
        return nil
    }

    /// The word that some letters end in, also in its plural.
    private func word(endingIn letters: ArraySlice<UInt8>) -> Word? {
        let singular = letters.last == UInt8(ascii: "s") ? letters.dropLast() : letters
        return words.first { word in
            guard singular.count >= word.letters.count, singular.suffix(word.letters.count) == word.letters[...] else {
                return false
            }
            let before = singular.dropLast(word.letters.count)
            return word.spelling != "token" || !Self.cursors.contains { before.suffix($0.count) == $0[...] }
        }
    }

    private func holdsAnEnding(_ name: some Collection<UInt8>) -> Bool {
        var last: UInt32 = 0
        for byte in name where byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_") {
            last = (last << 8 | UInt32(lowercased(byte))) & 0xFF_FFFF
            if endings.contains(last) { return true }
        }
        return false
    }
}

/// A name taken apart where its words begin: at a capital, or after anything that is no letter and no digit. Digits at the end of a
/// word are left out: `password2` is a password.
private struct NameParts {
    private var letters: [UInt8] = []
    private var ends: [Int] = []

    init(_ name: some Collection<UInt8>) {
        let bytes = Array(name)
        for (index, byte) in bytes.enumerated() {
            guard Self.isLetter(byte) else {
                endWord()
                continue
            }
            if Self.isCapital(byte), index > 0 {
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                if !Self.isCapital(bytes[index - 1]) || next &- 0x61 < 26 { endWord() }
            }
            letters.append(lowercased(byte))
        }
        endWord()
    }

    var count: Int { ends.count }
    subscript(index: Int) -> [UInt8] { Array(letters[(index == 0 ? 0 : ends[index - 1])..<ends[index]]) }
    func letters(upTo word: Int) -> ArraySlice<UInt8> { letters[..<(word == 0 ? 0 : ends[word - 1])] }

    private mutating func endWord() {
        let start = ends.last ?? 0
        while letters.count > start, letters[letters.count - 1] &- 0x30 < 10 { letters.removeLast() }
        if letters.count > start { ends.append(letters.count) }
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
    }
}
