internal import Model
internal import Storage

/// Recordings of sessions as other tools' files, and such files as recordings.
struct RecordingFileEndpoints: Sendable {
    let sessions: RecorderSessions
    let analysis: any RecordingAnalysing
    let queue: AdminQueue

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/recorder/{id}/export", .viewer, on: sessions.work) { request throws(Refusal) in
                try export(request, format: nil)
            }
            .about(
                "The recording as HAR or in another format.",
                note: """
                    `format` is `har` unless given, else `postman`, `openapi`, `wiremock`, `hoverfly` or `mockarty`; \
                    it and `entryIds` may stand in the body too. `notes=true` gives what the format cannot say \
                    instead of the file.
                    """,
                asks: Self.asks,
                takes: Self.options,
                gives: Self.file
            ),
            Endpoint("GET", "/api/v1/recorder/{id}/export", .viewer, on: sessions.work) { request throws(Refusal) in
                try export(request, format: nil)
            }
            .about(
                "The recording as HAR or in another format, by GET.",
                note: """
                    `format` is `har` unless given, else `postman`, `openapi`, `wiremock`, `hoverfly` or `mockarty`. \
                    `notes=true` gives what the format cannot say instead of the file.
                    """,
                asks: Self.asks,
                gives: Self.file
            ),
            Endpoint("POST", "/api/v1/recorder/{id}/export-postman", .viewer, on: sessions.work) {
                request throws(Refusal) in try export(request, format: "postman")
            }
            .about("The recording as a Postman collection.", asks: [Self.notes], takes: Self.options, gives: Self.file),
            Endpoint("POST", "/api/v1/recorder/{id}/import", .editor, later: load)
                .about(
                    "Reads an HTTP Archive into the recording.",
                    note: "Ours: the archive is the body.",
                    takes: Self.file,
                    gives: Self.imported
                ),
        ]
    }

    private static let notes = Parameter("notes", .flag, "gives what the format cannot say instead of the file")
    private static let asks = [
        Parameter(
            "format",
            .choice(["har", "postman", "openapi", "wiremock", "hoverfly", "mockarty"]),
            "how it is written; har unless the body names another"
        ), notes,
    ]
    private static let options = Shape(
        "RecorderExport",
        [.optional("format", .text), .optional("entryIds", .list(.text))]
    )
    private static let file = Shape(.bytes("application/json"))
    private static let imported = Shape(
        "RecorderImport",
        [
            .required("success", .boolean), .required("message", .text), .required("imported", .integer),
            .required("notes", .list(.text)), .required("session", .session),
        ]
    )

    private func export(_ request: AdminRequest, format: String?) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let members = try request.membersIfAny()
        let named = try members.text("format")
        let wanted = format ?? named ?? request.query["format"] ?? "har"
        let recording = try session.recorded
        let ids = try EntryQueryReader.ids(in: members)
        let exported = try analysing { () throws(RecorderRefusal) in
            try analysis.export(recording, as: wanted.lowercased(), only: ids)
        }
        if try request.flag("notes") == true {
            return .json(200, ["notes": .array(exported.notes.map { .string($0) })])
        }
        let name = FileName.safe("\(session.stored.name).\(wanted.lowercased())") + ".json"
        var answer = Answer(
            status: 200,
            fields: [
                ("Content-Type", "application/json"), ("Content-Disposition", "attachment; filename=\"\(name)\""),
            ]
        )
        switch exported.content {
        case .whole(let bytes): answer.body = bytes
        case .pieces(let pieces): answer.pieces = pieces
        }
        return answer
    }

    @Sendable private func load(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        sessions.work.answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            guard session.running == nil else {
                throw .conflict("the session \"\(session.id)\" records; stop it before a file is read into it")
            }
            guard !request.body.isEmpty else { throw .invalid("the body is empty; an HTTP Archive should stand there") }
            let plan = try sessions.plan(of: session)
            let imported = try analysing { () throws(RecorderRefusal) in
                try analysis.importArchive(request.body, into: plan)
            }
            queue.answering(request, done) { () throws(Refusal) in
                done(try answer(session.id, imported))
            }
        }
    }

    private func answer(_ id: String, _ imported: ImportedArchive) throws(Refusal) -> Answer {
        var session = try sessions.session(id)
        session.stored.recording = imported.recording
        session = try sessions.save(session.stored)
        return .done(
            "\(imported.count) entries imported",
            [
                "imported": .int(imported.count), "notes": .array(imported.notes.map { .string($0) }),
                "session": .object(session.json),
            ],
            status: 201
        )
    }
}

/// Names of files in answers.
enum FileName {
    /// Letters, digits, dots and hyphens of the text, the others as hyphens: it can name no other folder, on no system.
    static func safe(_ text: String) -> String {
        let kept = text.unicodeScalars.map { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "-")
                ? Character(scalar) : "-"
        }
        let name = String(kept).drop { $0 == "." || $0 == "-" }.prefix(120)
        return name.isEmpty ? "recording" : String(name)
    }
}

/// Evaluates what the recorder does and turns its refusals into ours.
func analysing<Result>(_ body: () throws(RecorderRefusal) -> Result) throws(Refusal) -> Result {
    do throws(RecorderRefusal) { return try body() } catch { throw Refusal(error) }
}

extension AdminQueue {
    /// Runs what answers when it can, after all that was put in before; what it refuses is answered.
    func answering(
        _ request: AdminRequest,
        _ done: @escaping @Sendable (Answer) -> Void,
        _ body: @escaping @Sendable () throws(Refusal) -> Void
    ) {
        run {
            do throws(Refusal) { try body() } catch { done(.refusal(error, request.id)) }
        }
    }
}

extension Endpoint {
    /// An endpoint that works on a queue of its own, since it takes long.
    init(
        _ method: String,
        _ path: String,
        _ role: Role,
        on queue: AdminQueue,
        _ answer: @escaping @Sendable (AdminRequest) throws(Refusal) -> Answer
    ) {
        self.init(method, path, role) { request, done in
            queue.answering(request, done) { () throws(Refusal) in done(try answer(request)) }
        }
    }
}
