internal import Model
public import Storage

/// Goes through a database for what looks like a secret, a row at a time.
public struct DatabaseScan {
    private let scanner: SecretScanner
    private let path: String

    /// - Parameter path: what places name the file by.
    public init(_ scanner: SecretScanner, path: String) { (self.scanner, self.path) = (scanner, path) }

    /// Calls the closure with each finding, table by table. Bodies are named by the exchanges and messages that they belong to.
    public func run(_ file: DatabaseFile, _ report: (SecretFinding) -> Void) throws(StorageError) {
        let sweep = DatabaseSweep(file)
        var inBodies: [(row: String, finding: SecretFinding)] = []
        try sweep.visit { cell in
            for finding in findings(in: cell) {
                if cell.table == "bodies" { inBodies.append((cell.row, finding)) } else { report(finding) }
            }
        }
        for (row, finding) in inBodies {
            var finding = finding
            let number = row.split(separator: " ").last.flatMap { Int64($0) } ?? 0
            for (noun, owners) in [
                ("exchange", try sweep.exchanges(withBody: number)), ("message", try sweep.messages(withBody: number)),
            ] where !owners.isEmpty {
                finding.place += " (of \(noun) \(owners.map(\.description).joined(separator: ", ")))"
            }
            report(finding)
        }
    }

    private func findings(in cell: DatabaseSweep.Cell) -> [SecretFinding] {
        // Random bytes by which placeholders are made; whoever has them has the file.
        if cell.table == "recordings", cell.column == "redaction_salt" { return [] }
        if cell.column.hasSuffix("sha256") { return [] }
        let place = "\(path) \(cell.table) \(cell.row) \(cell.column)"
        if Self.isFields(cell.column) { return scanner.findings(inFields: cell.bytes, place: place) }
        if let first = cell.bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        {
            return MockFileScan.findings(in: cell.bytes, file: place, scanner)
        }
        let isValue = ["json", "bytes", "value"].contains(cell.column)
        return scanner.findings(in: cell.bytes, named: isValue ? cell.name : nil, place: place)
    }

    private static func isFields(_ column: String) -> Bool {
        column == "fields" || column.hasSuffix("_fields") || column.hasSuffix("_trailers")
    }
}
