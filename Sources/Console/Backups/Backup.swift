internal import Model
internal import Storage

/// A copy of the server's database, as it was at a moment.
struct Backup: Sendable, Hashable {
    /// What it was made for.
    enum Origin: String, Sendable, CaseIterable {
        /// Somebody asked for it.
        case request
        /// A job made it.
        case job
        /// It came from elsewhere.
        case upload
        /// It is what a restore replaced.
        case beforeRestore = "before_restore"
    }

    /// The name of its files: letters, digits and hyphens.
    let id: String
    let label: String
    let origin: Origin
    let createdAt: Timestamp
    /// In bytes.
    let size: Int
    let schemaVersion: Int
    /// Of the file, 64 hexadecimal digits.
    let sha256: String
}

extension Backup {
    /// Whether a text can be the name of one: no path, no hidden file.
    static func isID(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    /// As clients read it, and as it stands beside the copy.
    var json: JSONObject {
        [
            "id": .string(id), "label": .string(label), "origin": .string(origin.rawValue),
            "createdAt": .string(CalendarDate(createdAt).rfc3339(fractionDigits: 3)), "size": .int(size),
            "schemaVersion": .int(schemaVersion), "sha256": .string(sha256),
        ]
    }

    /// Reads what stands beside a copy; nil when it was not written by us.
    init?(_ json: JSON) {
        guard let id = json["id"]?.string, Self.isID(id), let label = json["label"]?.string,
            let origin = json["origin"]?.string.flatMap(Origin.init(rawValue:)),
            let createdAt = json["createdAt"]?.string.flatMap({ Timestamp(text: $0) }), let size = json["size"]?.int,
            let version = json["schemaVersion"]?.int, let sha256 = json["sha256"]?.string
        else { return nil }
        (self.id, self.label, self.origin, self.createdAt) = (id, label, origin, createdAt)
        (self.size, schemaVersion, self.sha256) = (size, version, sha256)
    }
}
