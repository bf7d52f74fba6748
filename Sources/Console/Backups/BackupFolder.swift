internal import Foundation
internal import Model
internal import Storage

/// The folder of the backups: of each a copy of the database, `ID.db`, and what is known of it, `ID.json`. The copy comes
/// last and goes first: without it there is no backup yet, or no more, whenever the process may have ended.
struct BackupFolder: Sendable {
    let path: String
    let hash: @Sendable (_ path: String) throws -> String

    /// So many are kept at most, so that a program in a loop fills no disk unnoticed.
    static let limit = 1_000

    /// The copy's file.
    func file(of id: String) -> String { "\(path)/\(id).db" }

    private func facts(of id: String) -> String { "\(path)/\(id).json" }

    /// A file that is not a backup yet.
    func draft(of id: String) -> String { "\(path)/\(id).part" }

    private func draftOfFacts(of id: String) -> String { "\(path)/\(id).part.json" }

    /// All backups, the newest first.
    func all() throws(Refusal) -> [Backup] {
        try using {
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: path)
                .compactMap { name in
                    guard name.hasSuffix(".json") else { return nil }
                    return read(String(name.dropLast(".json".count)))
                }
                .sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }
        }
    }

    /// The backup of this id.
    ///
    /// - Throws: 404 when there is none, which holds for every text that can be no id.
    func backup(_ id: String) throws(Refusal) -> Backup {
        guard Backup.isID(id), let backup = read(id) else {
            throw .missing("no backup \"\(id)\"; GET /api/v1/admin/backups lists them")
        }
        return backup
    }

    private func read(_ id: String) -> Backup? {
        guard let backup = facts(in: facts(of: id)), backup.id == id,
            FileManager.default.fileExists(atPath: file(of: id))
        else { return nil }
        return backup
    }

    private func facts(in file: String) -> Backup? {
        guard let data = FileManager.default.contents(atPath: file), let json = try? JSON.parse(Array(data)) else {
            return nil
        }
        return Backup(json)
    }

    /// 503: a copy more does not fit.
    var noRoom: Refusal {
        .noRoom(
            """
            for another copy of the database in \(path); delete backups that nobody needs, free some on its disk, or start the \
            server with a folder on another disk (--backups)
            """
        )
    }

    /// Evaluates what writes a copy into the folder.
    func copying<Value>(_ body: @autoclosure () throws(StorageError) -> Value) throws(Refusal) -> Value {
        do throws(StorageError) { return try body() } catch {
            if case .full = error { throw noRoom }
            throw .storage(error)
        }
    }

    /// Makes sure that the folder is there, that nobody else reads it, and that it has room for one more.
    func prepare() throws(Refusal) {
        guard try all().count < Self.limit else {
            throw .conflict("there are \(Self.limit) backups already; delete some of them first")
        }
        try using {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    /// Makes a checked draft a backup.
    func keep(
        _ id: String,
        label: String,
        origin: Backup.Origin,
        at now: Timestamp,
        version: Int
    ) throws(Refusal) -> Backup {
        try using {
            let size = try URL(filePath: draft(of: id)).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
            let backup = Backup(
                id: id,
                label: label,
                origin: origin,
                createdAt: Timestamp(nanoseconds: now.nanoseconds / 1_000_000 * 1_000_000),
                size: size,
                schemaVersion: version,
                sha256: try hash(draft(of: id))
            )
            try Data(JSON.object(backup.json).serialized()).write(to: URL(filePath: draftOfFacts(of: id)))
            try FileManager.default.moveItem(atPath: draftOfFacts(of: id), toPath: facts(of: id))
            try FileManager.default.moveItem(atPath: draft(of: id), toPath: file(of: id))
            return backup
        }
    }

    /// Takes a backup away.
    func remove(_ backup: Backup) throws(Refusal) {
        try using {
            try FileManager.default.removeItem(atPath: file(of: backup.id))
            try FileManager.default.removeItem(atPath: facts(of: backup.id))
        }
    }

    /// Takes away what an earlier process left half done, and nothing that it did not write.
    func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where isLeftOver(name) { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
    }

    private func isLeftOver(_ name: String) -> Bool {
        let parts = name.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, Backup.isID(String(parts[0])) else { return false }
        let id = String(parts[0])
        if parts[1] == "json" { return facts(in: facts(of: id))?.id == id && read(id) == nil }
        return [".part", ".restoring"].contains { name.dropFirst(id.utf8.count).hasPrefix($0) }
    }

    /// Refuses a file that changed on its way here.
    func check(_ file: String, against sha256: String?) throws(Refusal) {
        guard let sha256, try using({ try hash(file) }) != sha256 else { return }
        throw .invalid("the file's SHA-256 is not \(sha256); it was changed or cut off on its way")
    }

    /// Refuses a backup whose copy is not what was kept.
    func checkContent(of backup: Backup) throws(Refusal) {
        guard try using({ try hash(file(of: backup.id)) }) == backup.sha256 else {
            throw .conflict(
                "the file of the backup \"\(backup.id)\" was changed since it was made; its SHA-256 differs"
            )
        }
    }

    /// Evaluates what uses the file system and turns its errors into refusals.
    private func using<Result>(_ body: () throws -> Result) throws(Refusal) -> Result {
        do { return try body() } catch {
            throw Refusal(
                status: 503,
                code: "unavailable",
                reason: "the folder of backups \(path) cannot be used: \(error.localizedDescription); see --backups"
            )
        }
    }
}
