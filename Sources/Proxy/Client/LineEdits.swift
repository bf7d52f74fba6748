internal import Model
internal import NIOCore

/// The edits of a policy in a head that passes, looked up line by line. What frames the message or speaks of the connection
/// is the data plane's own and stays as it is.
struct LineEdits {
    private static let ours: Set = [
        "connection", "content-length", "expect", "te", "transfer-encoding", "upgrade",
    ]

    private let dropped: Set<String>
    private let added: FieldSection

    /// Sorts out what may be edited.
    init(_ edits: FieldEdits) {
        guard !edits.removed.isEmpty || !edits.set.isEmpty || !edits.added.isEmpty else {
            (dropped, added) = ([], [])
            return
        }
        dropped = Set((edits.removed + edits.set.map(\.name)).map { $0.lowercased() }).subtracting(Self.ours)
        var lines = edits.set
        for index in 0..<edits.added.count { lines.appendLine(index, of: edits.added) }
        added = lines.filter { !Self.ours.contains(lines[$0].name.lowercased()) }
    }

    /// Whether the line with this number goes.
    @inline(__always)
    func drops(_ index: Int, of fields: FieldSection) -> Bool {
        !dropped.isEmpty && dropped.contains(fields[index].name.lowercased())
    }

    /// Whether a line with this name is added.
    func adds(_ name: StaticString) -> Bool { added.contains(name) }

    /// Writes the lines that are added.
    func writeAdded(to buffer: inout ByteBuffer) {
        for index in 0..<added.count { buffer.writeCheckedLine(index, of: added) }
    }
}
