internal import ArgumentParser
internal import Foundation
internal import Model
internal import Recorder
internal import Storage

/// Looks through databases and mock files for what looks like a secret.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Looks through a database and mock files for what looks like a secret.",
        discussion: """
            Known shapes of keys, private keys, tokens, credentials and values under telling names; also in base64, \
            percent-encoded and compressed. Each finding has its place, what it looks like, its first characters, and a mark. A mark \
            in the file that --allow names (one a line, # begins a comment), or given with --allow-mark, is passed over from then on. \
            The exit status is 1 when anything is found.
            """
    )

    @Option(help: "A database; understudy.db when neither it nor a file is named.")
    var db: String?

    @Argument(help: "Mock files, template files or databases.")
    var files: [String] = []

    @Option(help: "A file of marks that are no secrets.")
    var allow: String?

    @Option(help: "The mark of a finding that is none. May be repeated.")
    var allowMark: [String] = []

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() throws {
        let scanner = SecretScanner(allowed: try allowed(), hash: Assembly.contentHash)
        let paths = [db].compactMap(\.self) + files
        var findings: [SecretFinding] = []
        for path in paths.isEmpty ? ["understudy.db"] : paths {
            try scan(path, scanner) { finding in
                if format == .text {
                    printResult(
                        Array("\(finding.place)\n  \(finding.kind): \(finding.excerpt)  [\(finding.mark)]\n".utf8)
                    )
                }
                findings.append(finding)
            }
        }
        if format == .json {
            printResult(JSON.object(["findings": .array(findings.map(\.json))]).serialized(indented: true) + [0x0A])
        }
        printError(
            findings.isEmpty
                ? "nothing looks like a secret"
                : "\(findings.count) \(findings.count == 1 ? "value looks like a secret" : "values look like secrets")"
        )
        if !findings.isEmpty { throw ExitCode(1) }
    }

    private func scan(_ path: String, _ scanner: SecretScanner, _ report: (SecretFinding) -> Void) throws(UserError) {
        guard path == db || files.isEmpty || Self.isDatabase(path) else {
            return MockFileScan.findings(in: try readFile(path), file: path, scanner).forEach(report)
        }
        try translated { () throws(StorageError) in
            try DatabaseScan(scanner, path: path).run(DatabaseFile(path: path, for: .reading), report)
        }
    }

    /// By the first bytes of the file (<https://www.sqlite.org/fileformat.html#the_database_header>).
    static func isDatabase(_ path: String) -> Bool {
        let head = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 15) } ?? Data()
        return head.elementsEqual("SQLite format 3".utf8)
    }

    private func allowed() throws(UserError) -> Set<String> {
        var marks = Set(allowMark)
        guard let allow else { return marks }
        for line in String(decoding: try readFile(allow), as: UTF8.self).split(whereSeparator: \.isNewline) {
            let mark = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            if !mark.isEmpty { marks.insert(String(mark)) }
        }
        return marks
    }
}
