internal import Model

/// `/api/v1/recorder/{id}/correlate`: values that flow from one exchange into another.
struct CorrelationEndpoint: Sendable {
    let sessions: RecorderSessions
    let analysis: any RecordingAnalysing

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/recorder/{id}/correlate", .viewer, on: sessions.work, correlate)
                .about(
                    "Values of responses that later requests and webhooks carry.",
                    note: """
                        Each has `value`, `valueType`, `source`, `targets`, `confidence` and `reason`. A value that the \
                        client sent first is the client's own. `minValueLength` is 4 unless given, \
                        `maxValueLength` 512, `maxCorrelationsPerSource` 50.
                        """,
                    takes: Self.options,
                    gives: Self.found
                )
        ]
    }

    private static let options = Shape(
        "RecorderCorrelation",
        [
            .optional("entryIds", .list(.text)), .optional("minValueLength", .integer),
            .optional("maxValueLength", .integer), .optional("excludeNumeric", .boolean),
            .optional("maxCorrelationsPerSource", .integer),
        ]
    )
    private static let place = Shape(
        "RecorderPlace",
        [
            .required("entryId", .text), .required("sequence", .integer), .required("section", .text),
            .required("path", .text),
        ]
    )
    private static let found = Shape(
        "RecorderCorrelations",
        [
            .required("sessionId", .text), .required("totalEntries", .integer), .required("scanned", .integer),
            .required("correlations", .list(.map(.any))), .required("summary", .map(.map(.integer))),
        ]
    )

    @Sendable private func correlate(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let recording = try session.recorded
        let members = try request.membersIfAny()
        let ids = try EntryQueryReader.ids(in: members)
        let settings = try Self.settings(members)
        let found = try analysing { () throws(RecorderRefusal) in
            try analysis.correlate(recording, only: ids, settings)
        }
        let total = recording.exchangeCount + recording.webhookCount
        return .json(
            200,
            [
                "sessionId": .string(session.id), "totalEntries": .int(total),
                "scanned": .int(ids?.count ?? total), "correlations": .array(found.map(Self.json)),
                "summary": [
                    "byValueType": Self.counts(found.map(\.kind)),
                    "bySection": Self.counts(found.map(\.source.section)),
                ],
            ]
        )
    }

    private static func settings(_ members: Members) throws(Refusal) -> CorrelationSettings {
        var settings = CorrelationSettings()
        let least = try members.integer("minValueLength", 1...100_000) ?? 4
        let most = try members.integer("maxValueLength", 1...100_000) ?? max(512, least)
        guard least <= most else { throw .invalid("\"minValueLength\" is greater than \"maxValueLength\"") }
        settings.lengths = least...most
        settings.excludesNumbers = try members.flag("excludeNumeric") ?? false
        settings.limitPerSource = try members.integer("maxCorrelationsPerSource", 1...10_000) ?? 50
        return settings
    }

    private static func json(_ found: FoundCorrelation) -> JSON {
        [
            "value": .string(found.value), "valueType": .string(found.kind), "source": json(found.source),
            "targets": .array(found.targets.map(json)), "confidence": .number(JSONNumber(found.confidence)),
            "reason": .string(found.reason),
        ]
    }

    private static func json(_ place: FoundCorrelation.Place) -> JSON {
        [
            "entryId": .string(place.exchange.description), "sequence": .int(place.sequence),
            "section": .string(place.section), "path": .string(place.path),
        ]
    }

    private static func counts(_ names: [String]) -> JSON {
        let counts = names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return .object(JSONObject(counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) }))
    }
}
