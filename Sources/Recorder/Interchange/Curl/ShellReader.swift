/// A simple command of a shell.
struct ShellCommand {
    var words: [String] = []
    /// Whether it only reads what another command writes.
    var isFed = false
}

/// Takes a shell's command lines apart into words, quotes undone (POSIX XCU §2.2, and `$'…'`).
///
/// Expansions of variables become `{{NAME}}`, since nobody knows their values here.
struct ShellReader {
    private let characters: [Character]
    private var position = 0
    private var commands: [ShellCommand] = []
    private var command = ShellCommand()
    private var word: String?

    init(_ text: String) { characters = Array(text) }

    static func commands(in text: String) throws(ImportError) -> [ShellCommand] {
        var reader = ShellReader(text)
        return try reader.read()
    }

    private mutating func read() throws(ImportError) -> [ShellCommand] {
        while let character = peek {
            switch character {
            case "'": try readSingleQuoted()
            case "\"": try readDoubleQuoted()
            case "\\": readEscape()
            case "$": try readDollar(isQuoted: false)
            case "#" where word == nil: skipRemark()
            case ";", "&", "|": readOperator(character)
            case _ where character.isWhitespace:
                position += 1
                if character.isNewline { endCommand() } else { endWord() }
            default:
                append(character)
                position += 1
            }
        }
        endCommand()
        return commands
    }

    private mutating func skipRemark() {
        while let character = peek, !character.isNewline { position += 1 }
    }

    /// `;`, `&`, `&&`, `||` and `|`, which feeds the command behind it.
    private mutating func readOperator(_ character: Character) {
        position += 1
        endCommand()
        if peek == character {
            position += 1
        } else if character == "|" {
            command.isFed = true
        }
    }

    // MARK: Words

    private var peek: Character? { position < characters.count ? characters[position] : nil }

    private mutating func append(_ text: some CustomStringConvertible) { word = (word ?? "") + text.description }

    private mutating func endWord() {
        if let word { command.words.append(word) }
        word = nil
    }

    private mutating func endCommand() {
        endWord()
        if !command.words.isEmpty { commands.append(command) }
        command = ShellCommand()
    }

    // MARK: Quotes

    private mutating func readSingleQuoted() throws(ImportError) {
        let start = position
        append("")
        position += 1
        while let character = peek {
            position += 1
            if character == "'" { return }
            append(character)
        }
        throw error(at: start, "this quote has no end")
    }

    private mutating func readDoubleQuoted() throws(ImportError) {
        let start = position
        append("")
        position += 1
        while let character = peek {
            switch character {
            case "\"":
                position += 1
                return
            case "\\":
                position += 1
                guard let next = peek else { break }
                if !"\"\\$`".contains(next), !next.isNewline { append("\\") }
                if !next.isNewline { append(next) }
                position += 1
            case "$": try readDollar(isQuoted: true)
            default:
                append(character)
                position += 1
            }
        }
        throw error(at: start, "this quote has no end")
    }

    private mutating func readEscape() {
        position += 1
        guard let next = peek else { return append("\\") }
        position += 1
        if !next.isNewline { append(next) }
    }

    /// `$'…'`, `$NAME`, `${NAME}`; any other dollar sign stands for itself.
    private mutating func readDollar(isQuoted: Bool) throws(ImportError) {
        let start = position
        position += 1
        switch peek {
        case "'" where !isQuoted: try readEscapedQuoted(start)
        case "{":
            guard let end = characters[position...].firstIndex(of: "}") else {
                throw error(at: start, "\"}\" is missing")
            }
            append("{{\(String(characters[position + 1..<end].prefix { $0 != ":" && $0 != "-" }))}}")
            position = end + 1
        case let first? where first == "_" || first.isASCII && first.isLetter:
            var name = ""
            while let next = peek, next == "_" || next.isASCII && (next.isLetter || next.isNumber) {
                name.append(next)
                position += 1
            }
            append("{{\(name)}}")
        default: append("$")
        }
    }

    private mutating func readEscapedQuoted(_ start: Int) throws(ImportError) {
        append("")
        position += 1
        while let character = peek {
            position += 1
            if character == "'" { return }
            if character == "\\" { try readANSIEscape(start) } else { append(character) }
        }
        throw error(at: start, "this quote has no end")
    }

    private mutating func readANSIEscape(_ start: Int) throws(ImportError) {
        guard let character = peek else { throw error(at: start, "this quote has no end") }
        position += 1
        let plain: [Character: String] = [
            "n": "\n", "t": "\t", "r": "\r", "a": "\u{7}", "b": "\u{8}", "e": "\u{1B}", "E": "\u{1B}", "f": "\u{C}",
            "v": "\u{B}",
        ]
        switch character {
        case "x": append(code(radix: 16, digits: 2))
        case "u": append(code(radix: 16, digits: 4))
        case "U": append(code(radix: 16, digits: 8))
        case "0"..."7":
            position -= 1
            append(code(radix: 8, digits: 3))
        default: append(plain[character] ?? String(character))
        }
    }

    /// As many digits as there are, at most so many.
    private mutating func code(radix: Int, digits: Int) -> String {
        let text = String(
            characters[position...].prefix(digits).prefix { $0.isASCII && $0.hexDigitValue.map { $0 < radix } == true }
        )
        position += text.count
        return UInt32(text, radix: radix).flatMap { Unicode.Scalar($0) }.map { String(Character($0)) } ?? ""
    }

    private func error(at place: Int, _ reason: String) -> ImportError {
        let before = characters[..<place]
        let lineStart = before.lastIndex { $0.isNewline }.map { $0 + 1 } ?? 0
        let column = String(before[lineStart...]).utf8.count + 1
        return .syntax(line: before.count { $0.isNewline } + 1, column: column, reason: reason)
    }
}
