/// A small file that nobody but its owner may read.
public enum PrivateFile {
    /// All bytes; nil when there is no such file.
    ///
    /// - Throws: when others than its owner may read it, too.
    public static func read(_ path: String) throws(TLSError) -> [UInt8]? {
        guard SmallFile.exists(path) else { return nil }
        return try SmallFile.read(path, isPrivate: true, otherwise: "take what it holds out of use")
    }

    /// All bytes; where there is no file it is made, whole or not at all, with mode 0600 from its first moment. Of several
    /// processes that do so at once one makes it, and all read that one.
    ///
    /// - Parameter content: what a new one holds.
    public static func loadOrCreate(
        _ path: String,
        _ content: () throws(TLSError) -> [UInt8]
    ) throws(TLSError) -> [UInt8] {
        let lock = try FolderLock(folder(of: path))
        if let bytes = try read(path) { return bytes }
        let bytes = try content()
        try SmallFile.create(path, bytes, mode: 0o600)
        try lock.keepNames()
        return bytes
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
