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

    /// A state that is to take the place of the present one.
    private struct State {
        let path: String
        let keepsSecrets: Bool
    }

    /// What a restore did.
    struct Outcome: Sendable {
        let backup: Backup
        /// What was there before.
        let previous: Backup
        let report: ServeConsole.LoadReport
    }

    /// Restores a backup and calls back once: with what was done, or why all is as it was. Blocks while it prepares.
    ///
    /// - Parameter keepsSecrets: whether the server's own secrets stay, in place of those of the backup.
    func restore(
        _ id: String,
        keepsSecrets: Bool,
        by caller: Caller,
        _ done: @escaping @Sendable (Result<Outcome, Refusal>) -> Void
    ) {
        do throws(Refusal) {
            let backup = try backups.folder.backup(id)
            let path = try prepared(backup)
            queue.run {
                defer { DatabaseFile.removeFiles(of: path) }
                done(
                    Result { () throws(Refusal) in
                        if !keepsSecrets { try checkSecrets(of: backup, in: path) }
                        return try change(to: State(path: path, keepsSecrets: keepsSecrets), of: backup, by: caller)
                    }
                )
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
        try backups.folder.copying(try DatabaseFile.upgradedCopy(of: file, at: copy))
        return copy
    }

    /// Secrets that nobody can read would leave callbacks unsigned.
    private func checkSecrets(of backup: Backup, in path: String) throws(Refusal) {
        let names = try storing(try backups.server.secretsUnderAnotherKey(in: path))
        guard !names.isEmpty else { return }
        throw .conflict(
            """
            the backup "\(backup.id)" holds secrets under another key than this server's (\(names.joined(separator: ", "))); \
            start serve with the key that they were sealed with, or restore with ?secrets=keep, which leaves this server's \
            secrets as they are
            """
        )
    }

    private func change(to state: State, of backup: Backup, by caller: Caller) throws(Refusal) -> Outcome {
        let asked = backups.events.all(namespace: nil)
        let outcome = try whileNoneRecords { () throws(Refusal) in
            let previous = try backups.copied(label: "before the restore of \(backup.id)", origin: .beforeRestore)
            return Outcome(backup: backup, previous: previous, report: try replaced(by: state, or: previous))
        }
        backups.tell(.backupRestore, backup, by: caller, besides: asked)
        return outcome
    }

    /// Changes the state; when the new one cannot be served, the old one comes back.
    private func replaced(by state: State, or previous: Backup) throws(Refusal) -> ServeConsole.LoadReport {
        do throws(StorageError) { return try swapped(state) } catch {
            let old = state.path + "-previous"
            defer { DatabaseFile.removeFiles(of: old) }
            try backups.folder.copying(try DatabaseFile.upgradedCopy(of: backups.folder.file(of: previous.id), at: old))
            _ = try storing(try swapped(State(path: old, keepsSecrets: state.keepsSecrets)))
            throw .storage(error)
        }
    }

    private func swapped(_ state: State) throws(StorageError) -> ServeConsole.LoadReport {
        var report = ServeConsole.LoadReport(served: 0, failures: [])
        try backups.server.replaceState({ () throws(StorageError) in
            try backups.database.replaceContents(with: state.path, keepsSecrets: state.keepsSecrets)
        }) {
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
