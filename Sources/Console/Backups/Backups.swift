internal import Foundation
internal import Model
internal import Storage

/// Makes backups and takes those of others in.
///
/// May be called from any thread that may block for as long as copying the database takes; two calls do not hinder each other.
struct Backups: Sendable {
    let database: DatabaseFile
    let folder: BackupFolder
    let server: any BackupServing
    let events: EventWebhooks
    let clock: WallClock
    let identifiers: Identifiers

    init(
        _ database: DatabaseFile,
        _ server: any BackupServing,
        events: EventWebhooks,
        clock: WallClock,
        identifiers: Identifiers
    ) {
        (self.database, self.server, self.events) = (database, server, events)
        (self.clock, self.identifiers) = (clock, identifiers)
        folder = BackupFolder(path: server.folder) { [server] in try server.sha256(ofFile: $0) }
    }

    /// Makes one of what the server has answered for so far, and tells those who asked to hear of it.
    func make(label: String, origin: Backup.Origin, by caller: Caller) throws(Refusal) -> Backup {
        let backup = try copied(label: label, origin: origin)
        tell(.backupCreate, backup, by: caller)
        return backup
    }

    /// Makes one and tells nobody.
    func copied(label: String, origin: Backup.Origin) throws(Refusal) -> Backup {
        try kept(label: label, origin: origin) { draft throws(Refusal) in
            server.writeDown()
            try folder.copying(try database.copy(to: draft))
        }
    }

    /// Keeps what somebody sent, when it is a whole database of ours.
    ///
    /// - Parameter sha256: what its digest should be; nil when nobody said.
    func take(_ bytes: [UInt8], label: String, sha256: String?, by caller: Caller) throws(Refusal) -> Backup {
        let backup = try kept(label: label, origin: .upload) { draft throws(Refusal) in
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: draft, contents: Data(bytes), attributes: attributes) else {
                throw folder.noRoom
            }
            try folder.check(draft, against: sha256)
        }
        tell(.backupCreate, backup, by: caller)
        return backup
    }

    private func kept(
        label: String,
        origin: Backup.Origin,
        _ write: (_ draft: String) throws(Refusal) -> Void
    ) throws(Refusal) -> Backup {
        try folder.prepare()
        let now = clock.now
        let id = newID(at: now)
        let draft = folder.draft(of: id)
        defer { DatabaseFile.removeFiles(of: draft) }
        try write(draft)
        let version = try checked(draft)
        return try folder.keep(id, label: label, origin: origin, at: now, version: version)
    }

    /// `20261128T004653Z-0f3a9c1e`: names sort by time, and two of one second differ.
    private func newID(at now: Timestamp) -> String {
        let date = CalendarDate(now)
        let stamp = "\(date.dateText)T\(date.timeText)Z".filter { $0.isLetter || $0.isNumber }
        return "\(stamp)-\(identifiers.next().prefix(8))"
    }

    /// The version of a file's schema.
    ///
    /// - Throws: 400 when it is no database that this server can read.
    func checked(_ path: String) throws(Refusal) -> Int {
        do throws(StorageError) { return try DatabaseFile.check(path) } catch {
            throw Refusal(ofFile: error)
        }
    }

    /// - Parameter earlier: webhooks that hear of it even if they are not there any more.
    func tell(
        _ operation: EventOperation,
        _ backup: Backup,
        by caller: Caller,
        besides earlier: [EventWebhooks.Webhook] = []
    ) {
        events.fire(
            operation,
            by: caller,
            subject: backup.id,
            besides: earlier,
            ["backup": .object(backup.json)]
        )
    }
}

extension Refusal {
    /// What is wrong with a backup, in words for people who do not know where it lies.
    init(ofFile error: StorageError) {
        switch error {
        case .notADatabase: self = .invalid("this is not an SQLite database")
        case .foreign(_, let evidence): self = .invalid("this is a database of another program (\(evidence))")
        case .newerSchema(_, let found, let known):
            self = .invalid(
                """
                this backup has schema version \(found), and this server knows versions up to \(known); restore it with the \
                Understudy that made it, or a newer one
                """
            )
        case .damaged(_, let reason): self = .invalid("this database is damaged or cut off: \(reason)")
        default: self = .storage(error)
        }
    }
}
