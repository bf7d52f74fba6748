internal import Foundation

/// Writes a file whole or not at all.
func writeFile(_ bytes: [UInt8], to path: String) throws(UserError) {
    do {
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
        throw .failure(
            "cannot write \(path): \(error.localizedDescription); check that its folder exists and is writable"
        )
    }
}

/// Reads a file whole.
func readFile(_ path: String) throws(UserError) -> [UInt8] {
    do {
        return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
        throw .usage("cannot read \(path): \(error.localizedDescription); check the name and its permissions")
    }
}
