public import Model

/// What an export made.
public struct ExportedFile: Sendable, Hashable {
    /// The file.
    public var content: JSON
    /// What was recorded, or what the mocks say, and the format cannot; each with its place.
    public var notes: [InterchangeNote]

    /// A file and what could not be said in it.
    public init(content: JSON, notes: [InterchangeNote]) { (self.content, self.notes) = (content, notes) }

    /// The file as people read it: indented, a line break at the end.
    public var bytes: [UInt8] { content.serialized(indented: true) + [0x0A] }
}

/// Notes in the order in which they were made, each once.
struct ExportNotes {
    private(set) var all: [InterchangeNote] = []
    private var said: Set<InterchangeNote> = []

    mutating func add(_ place: String, _ reason: String) {
        let note = InterchangeNote(path: place, reason: reason)
        if said.insert(note).inserted { all.append(note) }
    }

    /// Says that a request is not asked whether it meets a condition.
    mutating func addUnasked(_ condition: Condition, _ place: String) {
        add(place, "\(condition.json.textInQuotes) has no counterpart; it is not asked for")
    }
}
