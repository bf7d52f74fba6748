internal import Glibc

/// The folder that keeps the root: `root.pem` (0644) and `root.key` (0600), the folder itself 0700.
struct RootFolder {
    let path: String

    var certificatePath: String { path + "/root.pem" }
    var keyPath: String { path + "/root.key" }

    /// Reads the root, or makes one where there is none. Holds the folder's lock meanwhile, so that of two processes
    /// one makes the root and the other reads it.
    func loadOrCreate(at now: Int) throws(TLSError) -> Root {
        try makeFolders()
        let lock = try FolderLock(path)
        let root = SmallFile.exists(certificatePath) ? try load() : try create(at: now)
        try lock.keepNames()
        return root
    }

    /// Puts the root aside, if there is one, and makes another.
    func renew(at now: Int) throws(TLSError) -> Root {
        try makeFolders()
        let lock = try FolderLock(path)
        if SmallFile.exists(certificatePath) || SmallFile.exists(keyPath) { try putAside(at: now) }
        let root = try create(at: now)
        try lock.keepNames()
        return root
    }

    /// The certificate goes first: without it the folder holds no root, and a key alone is used up by the next start.
    private func putAside(at now: Int) throws(TLSError) {
        var name = "\(path)/root-\(now)"
        while SmallFile.exists(name + ".pem") || SmallFile.exists(name + ".key") { name += "-" }
        for (file, kind) in [(certificatePath, ".pem"), (keyPath, ".key")] where SmallFile.exists(file) {
            guard rename(file, name + kind) == 0 else {
                throw SmallFile.failure("rename", "cannot put \(file) aside as \(name + kind)")
            }
        }
    }

    private func load() throws(TLSError) -> Root {
        let pem = try SmallFile.read(certificatePath)
        guard SmallFile.exists(keyPath) else {
            throw TLSError(
                .configuration,
                in: "RootFolder",
                "\(certificatePath) is there but root.key is not: restore the key, or remove root.pem for a new root"
            )
        }
        let key = try KeyPair(pem: try SmallFile.read(keyPath, isPrivate: true), from: keyPath)
        return try Root(certificate: try Certificate(pem: pem, from: certificatePath), key: key, from: certificatePath)
    }

    /// The certificate comes last: where it is, the root is complete. A key alone is what an interrupted start left,
    /// and is used up.
    private func create(at now: Int) throws(TLSError) -> Root {
        let key: KeyPair
        if SmallFile.exists(keyPath) {
            key = try KeyPair(pem: try SmallFile.read(keyPath, isPrivate: true), from: keyPath)
        } else {
            key = try KeyPair.generate()
            try SmallFile.create(keyPath, try key.pem(), mode: 0o600)
        }
        let root = try Root(for: key, at: now)
        try SmallFile.create(certificatePath, try root.certificate.pem(), mode: 0o644)
        return root
    }

    /// Makes the folder and those above it as far as they are missing, for the owner alone.
    private func makeFolders() throws(TLSError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let part = String(path[..<end])
            if mkdir(part, 0o700) != 0, errno != EEXIST, !SmallFile.exists(part) {
                throw SmallFile.failure("mkdir", "cannot create the folder \(part)")
            }
        }
    }
}
