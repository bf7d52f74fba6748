import Foundation
import Storage
import TestSupport
import Testing

@Suite struct NoteFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("notes") }

    init() throws { folder = try TemporaryFolder() }

    private func opened() throws -> NoteFile { try #require(NoteFile(path: path)) }
    private func note(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `what was noted is there for the next one, in its order`() throws {
        do {
            let file = try opened()
            #expect(file.left.isEmpty)
            #expect(file.add([note("a"), note("b")]))
            #expect(file.turn())
            #expect(file.add([note("c")]))
        }
        #expect(try opened().left == [note("a"), note("b"), note("c")])
    }

    @Test func `what was cleared is gone, and what came meanwhile stays`() throws {
        do {
            let file = try opened()
            _ = file.add([note("a")])
            #expect(file.turn())
            _ = file.add([note("b")])
            file.clear()
        }
        #expect(try opened().left == [note("b")])
    }

    @Test func `a page that was not cleared is not written over`() throws {
        let file = try opened()
        _ = file.add([note("a")])
        #expect(file.turn())
        #expect(!file.turn())
        file.clear()
        #expect(file.turn())
    }

    @Test func `what does not fit is not taken, not in part either`() throws {
        do {
            let file = try opened()
            #expect(!file.add([note("a"), [UInt8](repeating: 0, count: 4 << 20)]))
            #expect(file.add([note("b")]))
        }
        #expect(try opened().left == [note("b")])
    }

    @Test func `one process has it at a time`() throws {
        let file = try opened()
        #expect(NoteFile(path: path) == nil)
        _ = file
    }

    @Test func `a file with notes is not taken away`() throws {
        do {
            let file = try opened()
            _ = file.add([note("a")])
            file.removeIfClear()
        }
        do {
            let file = try opened()
            #expect(file.left.count == 1)
            file.clearAll()
            file.removeIfClear()
        }
        #expect(try opened().left.isEmpty)
    }

    @Test func `a file of something else is read as having no notes`() throws {
        try String(repeating: "not ours ", count: 1_000_000).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try opened().left.count == 0)
    }
}
