internal import GRDB
internal import Model

/// A delivery as a row of `deliveries`.
enum DeliveryRow {
    /// In the order of `values`; `row` finds the position behind them.
    static let columns = """
        id, exchange, mock, place, name, run, namespace, type, target, state, is_sync, submitted_at, due_at, job, fields, body
        """

    static let insertion = """
        INSERT INTO deliveries (\(columns), is_parked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (id) DO UPDATE SET exchange = excluded.exchange, mock = excluded.mock, place = excluded.place,
        name = excluded.name, run = excluded.run, namespace = excluded.namespace, type = excluded.type,
        target = excluded.target, state = excluded.state, is_sync = excluded.is_sync,
        submitted_at = excluded.submitted_at, due_at = excluded.due_at, job = excluded.job, fields = excluded.fields,
        body = excluded.body, is_parked = 0 RETURNING position
        """

    /// Writes the row; one of the same id makes room.
    ///
    /// - Parameter insertion: a statement of that text.
    /// - Returns: its position.
    static func insert(_ delivery: Delivery, by insertion: RowStatement) throws -> Int64? {
        let job = delivery.job
        return try insertion.integer(
            BoundText(job.id.rawValue),
            job.exchange.rawValue,
            BoundText(job.mock.rawValue),
            job.index,
            job.name.map(BoundText.init),
            BoundText(job.run.rawValue),
            BoundText(job.namespace),
            BoundText(job.target.kind),
            BoundText(job.target.text),
            BoundText(delivery.state.rawValue),
            job.isSync,
            delivery.submittedAt.nanoseconds,
            (delivery.submittedAt + job.delay).nanoseconds,
            BoundBytes(text: JSON.object(jobJSON(delivery)).serialized()),
            BoundBytes(job.fields.wireBytes),
            BoundBytes(job.body)
        )
    }

    /// The delivery without its attempts; nil when the row makes no sense.
    static func delivery(_ row: Row) -> Delivery? {
        var job = CallbackJob(
            id: DeliveryID(rawValue: row.text(0)),
            exchange: ExchangeID(rawValue: row[1]),
            mock: MockID(rawValue: row.text(2)),
            index: row[3],
            target: .http(method: "", url: "")
        )
        (job.name, job.run) = (row.optionalText(4), RunID(rawValue: row.text(5)))
        (job.namespace, job.isSync) = (row.text(6), row[10])
        guard let json = try? JSON.parse(row.text(13)), JobJSON.read(json, into: &job) else { return nil }
        (job.fields, job.body) = (FieldSection(wireBytes: row.bytes(14)), row.bytes(15))
        var delivery = Delivery(
            job: job,
            submittedAt: row.instant(11),
            state: Delivery.State(rawValue: row[9]) ?? .pending
        )
        delivery.attemptsNotCounted = json["attemptsNotCounted"]?.int ?? 0
        return delivery
    }

    private static func jobJSON(_ delivery: Delivery) -> JSONObject {
        var json = JobJSON.object(delivery.job)
        if delivery.attemptsNotCounted > 0 { json["attemptsNotCounted"] = .int(delivery.attemptsNotCounted) }
        return json
    }
}

/// An attempt as a row of `attempts`.
enum AttemptRow {
    static let columns = "number, started_at, duration, outcome, is_success, status, fields, body, reason"

    static let insertion =
        "INSERT OR REPLACE INTO attempts (delivery, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

    /// Writes the row.
    ///
    /// - Parameters:
    ///   - position: the delivery's.
    ///   - insertion: a statement of that text.
    static func insert(_ attempt: Attempt, of position: Int64, by insertion: RowStatement) throws {
        var (status, fields, body, reason): (Int?, BoundBytes?, BoundBytes?, BoundText?)
        switch attempt.result {
        case .answered(let code, let lines, let content):
            (status, fields, body) = (code, BoundBytes(lines.wireBytes), BoundBytes(content))
        case .confirmed: break
        case .failed(let words): reason = BoundText(words)
        }
        try insertion.run(
            position,
            attempt.number,
            attempt.startedAt.nanoseconds,
            attempt.duration.nanoseconds,
            BoundText(name(of: attempt.result)),
            attempt.isSuccess,
            status,
            fields,
            body,
            reason
        )
    }

    static func attempt(_ row: Row) -> Attempt {
        let result: Attempt.Result =
            switch row[3] as String {
            case "answered":
                .answered(status: row[5], fields: FieldSection(wireBytes: row.bytes(6)), body: row.bytes(7))
            case "confirmed": .confirmed
            default: .failed(reason: row.text(8))
            }
        var attempt = Attempt(
            number: row[0],
            startedAt: row.instant(1),
            duration: .nanoseconds(row[2] as Int64),
            result: result
        )
        attempt.isSuccess = row[4]
        return attempt
    }

    private static func name(of result: Attempt.Result) -> String {
        switch result {
        case .answered: "answered"
        case .confirmed: "confirmed"
        case .failed: "failed"
        }
    }
}
