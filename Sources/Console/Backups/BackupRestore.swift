internal import Model
internal import Storage

/// Puts an earlier state back while the server goes on.
///
/// What takes long before the change is done beside the admin queue. The change itself is made on it, so that no other call
/// sees or makes half of a change; requests to mocks are answered all the time.
struct BackupRestore: Sendable {
    let backups: Backups
    let queue: AdminQueue
    /// Serves what the database holds now; gives how many mocks that are, and those that cannot be served.
    let load: @Sendable () throws(StorageError) -> ServeConsole.LoadReport

    /// What a restore did.
    struct Outcome: Sendable {
        let backup: Backup
        /// What was there before.
        let previous: Backup
        let report: ServeConsole.LoadReport
    }

    /// Restores a backup and calls back once: with what was done, or why all is as it was. Blocks while it prepares.
    func restore(
        _ id: String,
        by caller: Caller,
        _ done: @escaping @Sendable (Result<Outcome, Refusal>) -> Void
    ) {
        do throws(Refusal) {
            let backup = try backups.folder.backup(id)
            let path = try prepared(backup)
            queue.run {
                defer { DatabaseFile.removeFiles(of: path) }
                done(Result { () throws(Refusal) in try change(to: path, of: backup, by: caller) })
            }
        } catch {
            done(.failure(error))
        }
    }

    /// A checked copy of a backup that has our version.
    private func prepared(_ backup: Backup) throws(Refusal) -> String {
        let file = backups.folder.file(of: backup.id)
        try backups.folder.checkContent(of: backup)
        _ = try backups.checked(file)
        let copy = "\(backups.folder.path)/\(backups.identifiers.next()).restoring"
        try storing(try DatabaseFile.upgradedCopy(of: file, at: copy))
        return copy
    }

    private func change(to path: String, of backup: Backup, by caller: Caller) throws(Refusal) -> Outcome {
        let asked = backups.events.all(namespace: nil)
        let outcome = try whileNoneRecords { () throws(Refusal) in
            let previous = try backups.copied(label: "before the restore of \(backup.id)", origin: .beforeRestore)
            return Outcome(backup: backup, previous: previous, report: try replaced(by: path, or: previous))
        }
        backups.tell(.backupRestore, backup, by: caller, besides: asked)
        return outcome
    }

    /// Changes the state; when the new one cannot be served, the old one comes back.
    private func replaced(by path: String, or previous: Backup) throws(Refusal) -> ServeConsole.LoadReport {
        do throws(StorageError) { return try swapped(path) } catch {
            let old = path + "-previous"
            defer { DatabaseFile.removeFiles(of: old) }
            try storing(try DatabaseFile.upgradedCopy(of: backups.folder.file(of: previous.id), at: old))
            _ = try storing(try swapped(old))
            throw .storage(error)
        }
    }

    private func swapped(_ path: String) throws(StorageError) -> ServeConsole.LoadReport {
        var report = ServeConsole.LoadReport(served: 0, failures: [])
        try backups.server.replaceState({ () throws(StorageError) in try backups.database.replaceContents(with: path) })
        {
            () throws(StorageError) in report = try load()
        }
        return report
    }

    private func whileNoneRecords<Value>(_ body: () throws(Refusal) -> Value) throws(Refusal) -> Value {
        var result = Result<Value, Refusal>.failure(.conflict("sessions record"))
        try analysing { () throws(RecorderRefusal) in
            try backups.server.whileNoneRecords { result = Result { () throws(Refusal) in try body() } }
        }
        return try result.get()
    }
}
