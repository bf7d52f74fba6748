internal import Model
internal import Recorder
internal import Storage

/// Everything of a recording, in the order of ids.
struct RecordedTraffic {
    let exchanges: [Exchange]
    let messages: [ObservedMessage]
}

extension OpenRecording {
    /// Everything that was recorded.
    func recorded() throws(UserError) -> RecordedTraffic {
        try translated { () throws(StorageError) in
            RecordedTraffic(
                exchanges: try exchanges.all(of: recording.id),
                messages: try messages.all(of: recording.id)
            )
        }
    }

    /// The mocks of what was recorded, with what a person pinned and with the secrets that were replaced in its notes.
    func build(_ recorded: RecordedTraffic, isExact: Bool = false) throws(UserError) -> BuildResult {
        let (pins, redaction) = try translated { () throws(StorageError) in
            (try attributions.pinned(of: recording.id), try RecordingStore(file).redaction(of: recording.id))
        }
        var built = RecordingBuilder(hash: Assembly.contentHash, isExact: isExact)
            .build(recorded.exchanges, messages: recorded.messages, pins: pins)
        let counts = (try? JSON.parse(redaction.counts))?.object?.members ?? []
        if !counts.isEmpty {
            let rules = counts.map { "\($0.name) (\($0.value.textValue))" }.joined(separator: ", ")
            built.report.notes.append("redacted before the disk, by rule: \(rules)")
        }
        return built
    }

    /// How secrets were replaced, when a mock looks at a replaced one: only then a live request must be treated likewise.
    func redaction(neededBy mocks: [Mock]) throws(UserError) -> JSON? {
        let conditions = mocks.map { String(decoding: $0.json["http"]?.serialized() ?? [], as: UTF8.self) }
        guard conditions.contains(where: { $0.contains(LiveRedaction.placeholderPrefix) }) else { return nil }
        let recorded = try translated { () throws(StorageError) in
            try RecordingStore(file).redaction(of: recording.id)
        }
        return LiveRedaction.json(of: recorded)
    }
}

/// The `redaction` member of a mock file: what it takes to treat a live request as the recorded ones were.
enum LiveRedaction {
    /// What every placeholder begins with (docs/threat-model.md).
    static let placeholderPrefix = "redacted-"

    static func json(of recorded: RecordedRedaction) -> JSON? {
        guard let rules = try? JSON.parse(recorded.rules), rules != .null else { return nil }
        let salt = recorded.salt.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return ["salt": .string(salt), "rules": rules]
    }

    /// The redactor that a mock file asks for.
    static func redactor(_ json: JSON, hash: ContentHash) throws(UserError) -> Redactor {
        guard let digits = json["salt"]?.string, digits.utf8.count % 2 == 0, let rules = json["rules"] else {
            throw .usage("$.redaction: \"salt\" (hex) and \"rules\" should stand here; build the file again")
        }
        var salt: [UInt8] = []
        var rest = Substring(digits)
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else {
                throw .usage("$.redaction.salt: hex digits should stand here")
            }
            salt.append(byte)
            rest = rest.dropFirst(2)
        }
        do {
            return Redactor(rules: try RedactionRules(json: rules), salt: salt, hash: hash)
        } catch {
            throw .usage("$.redaction.rules: \(error)")
        }
    }
}
