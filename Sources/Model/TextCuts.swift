/// Parts of texts, as systems show them: one half of an address, a first name, the words behind a mark.
extension String {
    /// The part of a number, from 0, between separators; negative numbers count from the end. Nil where there are fewer.
    public func part(_ number: Int, between separator: String) -> String? {
        guard !separator.isEmpty else { return nil }
        let parts = split(separator: separator, omittingEmptySubsequences: false)
        let index = number < 0 ? parts.count + number : number
        return parts.indices.contains(index) ? String(parts[index]) : nil
    }

    /// What stands before the last separator; nil without one.
    public func before(_ separator: String) -> String? {
        ranges(of: separator).last.map { String(self[..<$0.lowerBound]) }
    }

    /// What stands behind the first separator; nil without one.
    public func behind(_ separator: String) -> String? {
        firstRange(of: separator).map { String(self[$0.upperBound...]) }
    }

    /// The first letters of its words, in upper case: `AL` of `ada lovelace`.
    public var initials: String { words().compactMap(\.first).map { $0.uppercased() }.joined() }

    /// The first characters and a mark where the text is longer, else the text.
    public func shortened(to count: Int, mark: String) -> String {
        self.count > count ? prefix(max(0, count)) + mark : self
    }

    /// What stands between white space, as far as it begins with a text.
    public func words(startingWith start: String = "") -> [String] {
        split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix(start) }.map(String.init)
    }

    /// The names of letters, digits and `_` that stand directly behind a mark: `ann` and `bob` of `@ann, see @bob!`.
    public func tags(_ mark: String) -> [String] {
        guard !mark.isEmpty else { return [] }
        return split(separator: mark, omittingEmptySubsequences: false).dropFirst()
            .map { $0.prefix { $0.isLetter || $0.isNumber || $0 == "_" } }
            .filter { !$0.isEmpty }.map(String.init)
    }
}
