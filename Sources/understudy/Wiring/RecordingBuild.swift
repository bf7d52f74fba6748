internal import Model
internal import Recorder
internal import Storage

extension OpenRecording {
    /// The mocks of the recording, with what a person pinned.
    func build(isExact: Bool = false) throws(UserError) -> BuildResult {
        let (exchanges, pins) = try translated { () throws(StorageError) in
            (try self.exchanges.all(of: recording.id), try attributions.pinned(of: recording.id))
        }
        return RecordingBuilder(hash: Assembly.contentHash, isExact: isExact).build(exchanges, pins: pins)
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
