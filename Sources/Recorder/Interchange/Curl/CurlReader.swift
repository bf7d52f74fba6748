internal import Model

/// Reads command lines of curl: each request that they make becomes a mock that answers 200 with an empty object.
enum CurlReader {
    /// Whether a text starts with a command of curl.
    static func isCommand(_ text: String) -> Bool {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            return first == "curl" || first == "$" && words.dropFirst().first == "curl"
        }
        return false
    }

    static func read(_ text: String, into draft: inout ImportDraft) throws(ImportError) {
        if text.contains("curl ^\"") || text.contains("^\n") || text.contains("^\r\n") {
            throw .syntax(line: 1, column: 1, reason: "this is written for cmd of Windows; copy it \"as cURL (bash)\"")
        }
        var number = 0
        for command in try ShellReader.commands(in: text) {
            let words = Array(command.words.drop { $0 == "$" || isAssignment($0) })
            guard let name = words.first, !command.isFed else { continue }
            number += 1
            let path = "command \(number)"
            guard isCurl(name) else {
                draft.note(path, "\"\(name)\" is not curl; it is left out")
                continue
            }
            for options in requests(CurlOptions.options(in: Array(words.dropFirst()))) {
                add(CurlRequest(options), path, &draft)
            }
        }
        guard number > 0 else { throw .syntax(line: 1, column: 1, reason: "a command of curl should stand here") }
    }

    private static func isCurl(_ name: String) -> Bool {
        name == "curl" || name.hasSuffix("/curl") || name == "curl.exe"
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let mark = word.firstIndex(of: "="), mark > word.startIndex else { return false }
        return word[..<mark].allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// `--next` starts another request with options of its own.
    private static func requests(_ options: [CurlOptions.Option]) -> [[CurlOptions.Option]] {
        options.split { $0.name == "next" }.map { Array($0) }
    }

    private static func add(_ request: CurlRequest, _ path: String, _ draft: inout ImportDraft) {
        if request.urls.isEmpty { draft.note(path, "there is no URL; the command is left out") }
        for file in request.files {
            draft.note(path, "the file \"\(file)\" is not part of the command; any content matches")
        }
        for url in request.urls {
            let (matcher, host) = request.matcher(of: url)
            if let host { draft.note(path, "the host \"\(host)\" is a variable; every host matches") }
            if url.contains(where: { "[]".contains($0) }) || url.replacing("{{", with: "").contains("{") {
                draft.note(path, "the URL stands for several (globbing); it is taken as it is")
            }
            var reply = ReplyTemplate()
            reply.payload = [:]
            draft.add(matcher, .fixed(reply), from: path)
        }
    }
}
