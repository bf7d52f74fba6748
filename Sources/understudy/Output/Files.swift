internal import Foundation
internal import Glibc

/// What the system said when a file could not be used; Foundation's own words say less.
func systemWords(_ error: any Error) -> String {
    guard let reason = (error as? CocoaError)?.underlying as? POSIXError else { return error.localizedDescription }
    return String(cString: strerror(reason.code.rawValue))
}

/// Writes a file whole or not at all.
func writeFile(_ bytes: [UInt8], to path: String) throws(UserError) {
    do {
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
        throw .failure(
            "cannot write \(path): \(systemWords(error)); check that its folder exists and is writable"
        )
    }
}

/// Reads a file whole.
func readFile(_ path: String) throws(UserError) -> [UInt8] {
    do {
        return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
        throw .usage("cannot read \(path): \(systemWords(error)); check the name and its permissions")
    }
}

/// Makes a folder and those around it, unless they are there.
func makeFolder(_ path: String) throws(UserError) {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
        throw .failure(
            "cannot make the folder \(path): \(systemWords(error)); check the permissions of the folder around it"
        )
    }
}

/// Names of files as another file refers to them.
enum BesideFile {
    /// How a file calls a folder: relative to the folder that the file is in; nil stands for one in the working directory. Empty
    /// when it is the same folder.
    static func name(of folder: String, seenFrom file: String?) -> String {
        func parts(_ path: String) -> [String] { URL(filePath: path).standardizedFileURL.pathComponents }
        let target = parts(folder)
        let base = parts(file.map { URL(filePath: $0).deletingLastPathComponent().path } ?? ".")
        let common = zip(target, base).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - common) + target[common...]).joined(separator: "/")
    }
}
