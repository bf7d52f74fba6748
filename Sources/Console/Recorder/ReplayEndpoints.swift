internal import Model
internal import Storage

/// Recorded requests sent to the real target again.
struct ReplayEndpoints: Sendable {
    let sessions: RecorderSessions
    let entries: EntryStore
    let outgoing: any OutgoingHTTP
    let analysis: any RecordingAnalysing

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/recorder/{id}/replay", .editor, later: replayAll)
                .about(
                    "Sends what was recorded again and compares.",
                    note: "To the real target, or to `targetUrl`. The chapter says what the body may hold.",
                    takes: Self.options,
                    gives: Self.summary
                ),
            Endpoint("POST", "/api/v1/recorder/{id}/entries/{entry}/replay", .editor, later: replayOne)
                .about(
                    "Sends one request again and compares.",
                    note: "`statusCode`, `duration`, `matchesOriginal` and the result.",
                    takes: Self.options,
                    gives: Self.single
                ),
        ]
    }

    /// So many are sent in one call.
    private static let limit = 10_000

    private static let options = Shape(
        "RecorderReplay",
        [
            .optional("targetUrl", .text), .optional("entryIds", .list(.text)), .optional("concurrency", .integer),
            .optional("timeoutMs", .integer), .optional("includeNonHttp", .boolean),
            .optional("followRedirects", .boolean), .optional("compare", .text), .optional("headers", .map(.any)),
        ]
    )
    private static let resultMembers: [Shape.Member] = [
        .required("entryId", .text), .required("originalStatus", .integer), .required("replayedUrl", .text),
        .required("skipped", .boolean), .required("match", .boolean), .optional("newStatus", .integer),
        .optional("statusMatch", .boolean), .optional("fieldsMatch", .boolean), .optional("bodyMatch", .boolean),
        .optional("durationMs", .integer), .optional("differences", .list(.map(.any))),
        .optional("responsePreview", .text), .optional("error", .text), .optional("skippedReason", .text),
    ]
    private static let single = Shape(
        "RecorderReplayed",
        resultMembers + [
            .required("statusCode", .integer), .required("duration", .integer), .required("matchesOriginal", .boolean),
        ]
    )
    private static let summary = Shape(
        "RecorderReplaySummary",
        [
            .required("sessionId", .text), .required("totalEntries", .integer), .required("matched", .integer),
            .required("mismatched", .integer), .required("failed", .integer), .required("skipped", .integer),
            .required("results", .list(Shape("RecorderReplayResult", resultMembers))),
        ]
    )

    @Sendable private func replayAll(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        sessions.work.answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            let options = try ReplayOptions(request.membersIfAny())
            var query = EntryQuery()
            query.kinds = [.exchange]
            let recording = try session.recorded.id
            let all = try storing(try entries.summaries(of: recording, query, limit: Self.limit + 1)).map(\.id)
            let wanted = options.ids ?? all
            guard wanted.count <= Self.limit else {
                throw .invalid("more than \(Self.limit) entries are sent at once; name some with \"entryIds\"")
            }
            replay(wanted, of: recording, options)
                .run { results in
                    done(.json(200, Self.summary(results, session.id)))
                }
        }
    }

    @Sendable private func replayOne(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        sessions.work.answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            let recording = try session.recorded.id
            let id = try EntryQueryReader.id(request.hole("entry"))
            guard try storing(try entries.entry(id, of: recording)) != nil else {
                throw .missing("no entry \(id) in the session \"\(session.id)\"; GET …/entries lists them")
            }
            replay([id], of: recording, try ReplayOptions(request.membersIfAny()))
                .run { results in
                    done(.json(200, results.first?.single ?? .null))
                }
        }
    }

    private func replay(_ ids: [ExchangeID], of recording: RecordingID, _ options: ReplayOptions) -> SessionReplay {
        SessionReplay(
            ids,
            options,
            outgoing: outgoing,
            analysis: analysis,
            work: sessions.work
        ) { [entries] id in
            do throws(StorageError) { return try entries.entry(id, of: recording) } catch { return nil }
        }
    }

    private static func summary(_ results: [ReplayResult], _ session: String) -> JSON {
        var (matched, mismatched, failed, skipped) = (0, 0, 0, 0)
        for result in results {
            switch result.outcome {
            case .answered: if result.isMatch { matched += 1 } else { mismatched += 1 }
            case .failed: failed += 1
            case .skipped: skipped += 1
            }
        }
        return [
            "sessionId": .string(session), "totalEntries": .int(results.count), "matched": .int(matched),
            "mismatched": .int(mismatched), "failed": .int(failed), "skipped": .int(skipped),
            "results": .array(results.map { .object($0.json) }),
        ]
    }
}
