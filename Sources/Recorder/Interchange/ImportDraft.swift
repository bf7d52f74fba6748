internal import Model

/// What a reader has made so far.
struct ImportDraft {
    private var mocks: [(mock: Mock, path: String)] = []
    private var notes: [InterchangeNote] = []
    private var said: Set<InterchangeNote> = []
    private var saidOnce: Set<String> = []
    /// How many values schemas may still make: a short description could ask for millions.
    var valueBudget = 1_000_000

    /// Adds a mock without an id of its own.
    ///
    /// - Parameter path: where in the input it comes from.
    mutating func add(
        _ http: HTTPMatcher,
        _ reply: Mock.Reply,
        from path: String,
        _ change: (inout Mock) -> Void = { _ in }
    ) {
        var mock = Mock(id: MockID(rawValue: ""), http: http, reply: reply)
        change(&mock)
        mocks.append((mock, path))
    }

    /// Says what the mock does not.
    mutating func note(_ path: String, _ reason: String) {
        let note = InterchangeNote(path: path, reason: reason)
        if said.insert(note).inserted { notes.append(note) }
    }

    /// Says it at the first place only.
    mutating func noteOnce(_ path: String, _ reason: String) {
        if saidOnce.insert(reason).inserted { note(path, reason) }
    }

    /// Notes every member that no reader looks at.
    mutating func noteMembers(of cursor: ImportCursor, besides known: Set<String>) throws(ImportError) {
        for (name, member) in try cursor.members() where !known.contains(name) {
            note(member.path, "\"\(name)\" is not imported")
        }
    }

    /// The mocks as JSON, each with an id made of its content.
    func finished() -> ImportedMocks {
        var result = ImportedMocks(mocks: [], notes: notes)
        var names = ImportedNames()
        for (mock, path) in mocks {
            var mock = mock
            mock.id = names.id(of: mock)
            do throws(MockFormatError) {
                _ = try MockFile(mock.json)
                result.mocks.append(mock.json)
            } catch {
                result.notes.append(
                    InterchangeNote(path: path, reason: "left out, since no mock can be made of it: \(error)")
                )
            }
        }
        return result
    }
}
