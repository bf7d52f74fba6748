public import Model

/// A delivery as a note: its facts as JSON, then its fields and its content, each behind its length. The note of its end has no
/// facts, then its state and its id.
public enum DeliveryNote {
    /// The note of a delivery that has had no attempt.
    public static func bytes(_ delivery: Delivery) -> [UInt8] {
        let job = delivery.job
        var json = JobJSON.object(job)
        json.members += [
            JSONObject.Member("id", .string(job.id.rawValue)),
            JSONObject.Member("exchange", .int(job.exchange.rawValue)),
            JSONObject.Member("mock", .string(job.mock.rawValue)), JSONObject.Member("place", .int(job.index)),
            JSONObject.Member("run", .string(job.run.rawValue)), JSONObject.Member("namespace", .string(job.namespace)),
            JSONObject.Member("sync", .bool(job.isSync)),
            JSONObject.Member("submitted", .int(delivery.submittedAt.nanoseconds)),
        ]
        if let name = job.name { json.members.append(JSONObject.Member("name", .string(name))) }
        return note([JSON.object(json).serialized(), job.fields.wireBytes, job.body])
    }

    /// The note of a delivery's end.
    public static func endBytes(_ delivery: Delivery) -> [UInt8] {
        note([[], Array(delivery.state.rawValue.utf8), Array(delivery.job.id.rawValue.utf8)])
    }

    /// Reads a note; nil for what is none.
    public static func delivery(_ note: [UInt8]) -> Delivery? {
        var rest = note[...]
        guard let text = part(&rest), let fields = part(&rest), let body = part(&rest),
            let json = try? JSON.parse(text), let id = json["id"]?.string,
            let submitted = json["submitted"]?.number?.int64
        else { return nil }
        var job = CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: json["exchange"]?.number?.int64 ?? 0),
            mock: MockID(rawValue: json["mock"]?.string ?? ""),
            index: json["place"]?.int ?? 0,
            target: .http(method: "", url: "")
        )
        guard JobJSON.read(json, into: &job) else { return nil }
        (job.name, job.run) = (json["name"]?.string, RunID(rawValue: json["run"]?.string ?? ""))
        (job.namespace, job.isSync) = (json["namespace"]?.string ?? "", json["sync"]?.bool ?? false)
        (job.fields, job.body) = (FieldSection(wireBytes: fields), body)
        return Delivery(job: job, submittedAt: Timestamp(nanoseconds: submitted))
    }

    /// Reads the note of an end; nil for what is none.
    static func end(_ note: [UInt8]) -> (id: DeliveryID, state: Delivery.State)? {
        var rest = note[...]
        guard part(&rest)?.isEmpty == true, let state = part(&rest), let id = part(&rest),
            let state = Delivery.State(rawValue: String(decoding: state, as: UTF8.self))
        else { return nil }
        return (DeliveryID(rawValue: String(decoding: id, as: UTF8.self)), state)
    }

    private static func note(_ parts: [[UInt8]]) -> [UInt8] {
        var note: [UInt8] = []
        note.reserveCapacity(parts.reduce(0) { $0 + 4 + $1.count })
        for part in parts {
            withUnsafeBytes(of: UInt32(part.count)) { note.append(contentsOf: $0) }
            note.append(contentsOf: part)
        }
        return note
    }

    private static func part(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let count = Int(rest.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
        rest = rest.dropFirst(4)
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
