/// I-Regexp (RFC 9485) in the words of PCRE2.
enum IRegexp {
    /// Compiles a pattern; nil when it is no regular expression, which by RFC 9535 §2.4.6 matches nothing.
    static func compile(_ text: String, isWhole: Bool) -> Pattern? {
        let translated = translated(text)
        return try? Pattern(isWhole ? "\\A(?:\(translated))\\z" : translated)
    }

    /// A dot outside of a class means everything but line feed and carriage return (RFC 9485 §5.5); the rest is the
    /// same.
    private static func translated(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        var isInClass = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if isInClass {
                isInClass = scalar != "]"
            } else if scalar == "[" {
                isInClass = true
            } else if scalar == "." {
                result += "[^\\n\\r]"
                continue
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
