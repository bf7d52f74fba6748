internal import Console
internal import Dispatch
internal import Logging
internal import Model
internal import Proxy
internal import Recorder
internal import Storage

/// Makes things of recordings for the admin API.
struct RecordingWork: RecordingAnalysing {
    let setup: SessionSetup
    let sessions: SessionRunner
    /// Where pages of archives are read that are sent piece by piece.
    let reading = DispatchQueue(label: "understudy.archives", attributes: .concurrent)

    var file: DatabaseFile { setup.file }

    func export(
        _ recording: Recording,
        as format: String,
        only ids: [ExchangeID]?
    ) throws(RecorderRefusal) -> ExportedRecording {
        guard let known = ExportFormat(rawValue: format) else {
            let names = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("there is no format \"\(format)\"; \"format\" may be one of \(names)")
        }
        if known == .har {
            let writer = HARWriter(recording: recording.name, version: Version.number)
            let entries = try stored { () throws(StorageError) in try ArchiveEntries(file, recording.id, only: ids) }
            return ExportedRecording(content: .pieces(ArchivePieces(writer, entries, queue: reading)))
        }
        let traffic = try traffic(of: recording, only: ids)
        let exported = Interchange.file(
            of: traffic.exchanges,
            built: try built(recording, traffic),
            as: known,
            title: recording.name,
            version: Version.number
        )
        return ExportedRecording(content: .whole(exported.bytes), notes: exported.notes.map(\.description))
    }

    func importArchive(_ bytes: [UInt8], into plan: SessionPlan) throws(RecorderRefusal) -> ImportedArchive {
        let imported: ImportedRecording
        do { imported = try Interchange.recording(fromHAR: bytes, first: ExchangeID(rawValue: 1)) } catch {
            throw .invalid("the archive is not read: \(error)")
        }
        return try sessions.whileIdle(plan.id) { () throws(RecorderRefusal) in try record(imported, into: plan) }
    }

    private func record(
        _ imported: ImportedRecording,
        into plan: SessionPlan
    ) throws(RecorderRefusal) -> ImportedArchive {
        let recorder = try setup.recorder(for: plan)
        let shift = setup.ids.reserve(imported.exchanges.count).rawValue - 1
        for exchange in imported.exchanges {
            var exchange = exchange
            exchange.id = ExchangeID(rawValue: exchange.id.rawValue + shift)
            recorder.recordWhenReady(exchange)
        }
        let summary = recorder.finish()
        if let failure = summary.failure { throw .unavailable(failure.description) }
        try stored { () throws(StorageError) in
            for pin in imported.pins {
                let cause = pin.cause.map { ExchangeID(rawValue: $0.rawValue + shift) }
                try AttributionStore(file).pin(ExchangeID(rawValue: pin.webhook.rawValue + shift), to: cause)
            }
        }
        return ImportedArchive(
            recording: recorder.recording.id,
            count: imported.exchanges.count,
            notes: imported.notes.map(\.description)
        )
    }

    /// The exchanges of a recording, or those named, with the webhooks that they may have caused.
    func exchanges(of recording: Recording, only ids: [ExchangeID]?) throws(RecorderRefusal) -> [Exchange] {
        let all = try stored { () throws(StorageError) in try ExchangeStore(file).all(of: recording.id) }
        guard let ids = ids.map(Set.init) else { return all }
        return all.filter { ids.contains($0.id) || $0.kind == .webhook }
    }

    /// The same with the messages that were observed.
    func traffic(of recording: Recording, only ids: [ExchangeID]?) throws(RecorderRefusal) -> RecordedTraffic {
        RecordedTraffic(
            exchanges: try exchanges(of: recording, only: ids),
            messages: try stored { () throws(StorageError) in try MessageStore(file).all(of: recording.id) }
        )
    }

    /// The mocks of what a recording holds, with what a person pinned.
    func built(
        _ recording: Recording,
        _ traffic: RecordedTraffic,
        isExact: Bool = false
    ) throws(RecorderRefusal) -> BuildResult {
        let pins = try stored { () throws(StorageError) in try AttributionStore(file).pinned(of: recording.id) }
        return RecordingBuilder(hash: Assembly.contentHash, isExact: isExact)
            .build(traffic.exchanges, messages: traffic.messages, pins: pins)
    }

    /// Evaluates what uses the database and turns its errors into refusals.
    func stored<Result>(_ body: () throws(StorageError) -> Result) throws(RecorderRefusal) -> Result {
        do throws(StorageError) { return try body() } catch { throw .unavailable(error.description) }
    }
}

extension ExchangeRecorder {
    /// Hands over an exchange as soon as there is room. Blocks, so nobody else should give this recorder work.
    func recordWhenReady(_ exchange: Exchange) {
        if !isReady {
            let room = DispatchSemaphore(value: 0)
            whenReady { room.signal() }
            room.wait()
        }
        record(exchange)
    }
}
