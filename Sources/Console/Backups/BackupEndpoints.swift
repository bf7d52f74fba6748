internal import Model

/// `/api/v1/admin/backups`: copies of the database, made, taken in, given out and put back while the server goes on.
struct BackupEndpoints: Sendable {
    let backups: Backups
    let restore: BackupRestore
    /// Copying takes as long as the database is large.
    let work: AdminQueue

    private static let path = "/api/v1/admin/backups"

    var table: [Endpoint] {
        [
            Endpoint("GET", Self.path, .admin, on: work, list)
                .about("Lists backups, the newest first.", gives: Self.list),
            Endpoint("POST", Self.path, .admin, on: work, make)
                .about("Makes a backup.", takes: Self.options, gives: .backup),
            Endpoint("POST", Self.path + "/upload", .admin, on: work, upload)
                .about(
                    "Takes a backup in.",
                    note: """
                        The body is the file, as long as a body may be (`--max-body`). It is kept only when it is a \
                        whole database of ours, of this version or an older one.
                        """,
                    asks: [Self.label, Self.sha256],
                    takes: Shape(.bytes("application/octet-stream")),
                    gives: .backup
                ),
            Endpoint("GET", Self.path + "/{id}", .admin, on: work, one)
                .about("One backup.", gives: .backup),
            Endpoint("GET", Self.path + "/{id}/download", .admin, on: work, download)
                .about(
                    "The file of a backup.",
                    note: "Its SHA-256 stands in `ETag`.",
                    gives: Self.file
                ),
            Endpoint("DELETE", Self.path + "/{id}", .admin, on: work, remove)
                .about("Takes a backup away.", gives: .done),
            Endpoint("POST", Self.path + "/{id}/restore", .admin, later: putBack)
                .about(
                    "Puts the state of a backup back; the present one is kept as a backup.",
                    note: """
                        `previous` is the backup of what was there before; `notServed` names mocks that this server \
                        cannot serve. 409 while a session records, and when the server's key does not open the \
                        backup's secrets.
                        """,
                    asks: [Self.secrets],
                    gives: Self.restored
                ),
        ]
        .map { $0.reaching(.server) }
    }

    private static let secrets = Parameter(
        "secrets",
        .choice(["restore", "keep"]),
        "keep leaves this server's secrets as they are, in place of those of the backup"
    )
    private static let sha256 = Parameter(
        "sha256",
        .text,
        "the SHA-256 of the file, as a download's ETag has it; a file with another one is refused"
    )
    private static let label = Parameter("label", .text, "what the backup is to be called for people")
    private static let options = Shape("BackupOptions", [.optional("label", .text)])
    private static let file = Shape(.bytes("application/vnd.sqlite3"))
    private static let list = Shape(
        "BackupList",
        [
            .required("backups", .list(.backup)), .required("items", .list(.backup)), .required("total", .integer),
        ]
    )
    private static let restored = Shape(
        "BackupRestored",
        [
            .required("success", .boolean), .required("message", .text), .required("backup", .backup),
            .required("previous", .backup), .required("mocks", .integer), .required("notServed", .list(.text)),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let rows = JSON.array(try backups.folder.all().map { .object($0.json) })
        return .json(200, ["backups": rows, "items": rows, "total": .int(rows.array?.count ?? 0)])
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, .object(try backups.folder.backup(request.hole("id")).json))
    }

    @Sendable private func make(_ request: AdminRequest) throws(Refusal) -> Answer {
        let label = try checkedLabel(request.membersIfAny().text("label"))
        return .json(201, .object(try backups.make(label: label, origin: .request, by: request.caller).json))
    }

    @Sendable private func upload(_ request: AdminRequest) throws(Refusal) -> Answer {
        guard !request.body.isEmpty else {
            throw .invalid("the body is empty; the file of a backup should stand there")
        }
        let expected = request.query["sha256"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
        let label = try checkedLabel(request.query["label"])
        return .json(
            201,
            .object(try backups.take(request.body, label: label, sha256: expected, by: request.caller).json)
        )
    }

    private func checkedLabel(_ text: String?) throws(Refusal) -> String {
        let label = text ?? ""
        guard label.utf8.count <= 200 else { throw .invalid("\"label\" should be of 200 bytes at most") }
        return label
    }

    @Sendable private func download(_ request: AdminRequest) throws(Refusal) -> Answer {
        let backup = try backups.folder.backup(request.hole("id"))
        guard let pieces = BackupPieces(path: backups.folder.file(of: backup.id)) else {
            throw .missing("the file of the backup \"\(backup.id)\" cannot be read")
        }
        var answer = Answer(
            status: 200,
            fields: [
                ("Content-Type", "application/vnd.sqlite3"), ("ETag", "\"\(backup.sha256)\""),
                ("Content-Disposition", "attachment; filename=\"\(backup.id).db\""),
            ]
        )
        answer.pieces = pieces
        return answer
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let backup = try backups.folder.backup(request.hole("id"))
        try backups.folder.remove(backup)
        return .done("backup deleted", ["id": .string(backup.id)])
    }

    @Sendable private func putBack(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        let keepsSecrets: Bool
        do throws(Refusal) { keepsSecrets = try keepsOwnSecrets(request) } catch {
            return done(.refusal(error, request.id))
        }
        work.run {
            restore.restore(request.hole("id"), keepsSecrets: keepsSecrets, by: request.caller) { result in
                switch result {
                case .failure(let refusal): done(.refusal(refusal, request.id))
                case .success(let outcome): done(answer(outcome))
                }
            }
        }
    }

    private func keepsOwnSecrets(_ request: AdminRequest) throws(Refusal) -> Bool {
        switch request.query["secrets"] ?? "restore" {
        case "restore", "": false
        case "keep": true
        case let other: throw .invalid("secrets=\(other) is neither restore nor keep")
        }
    }

    private func answer(_ outcome: BackupRestore.Outcome) -> Answer {
        .done(
            "the state of \(CalendarDate(outcome.backup.createdAt).rfc3339()) is back; what was there is kept as a backup",
            [
                "backup": .object(outcome.backup.json), "previous": .object(outcome.previous.json),
                "mocks": .int(outcome.report.served),
                "notServed": .array(outcome.report.failures.map { .string("mock \($0.id): \($0.reason)") }),
            ]
        )
    }
}

extension Shape {
    static let backup = Shape(
        "Backup",
        [
            .required("id", .text), .required("label", .text),
            .required("origin", Shape(.choice(Backup.Origin.allCases.map(\.rawValue)))),
            .required("createdAt", .text), .required("size", .integer), .required("schemaVersion", .integer),
            .required("sha256", .text),
        ]
    )
}
