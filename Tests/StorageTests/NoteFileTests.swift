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
            file.turn()
            #expect(file.add([note("c")]))
        }
        #expect(try opened().left == [note("a"), note("b"), note("c")])
    }

    @Test func `what was cleared is gone, and what came meanwhile stays`() throws {
        do {
            let file = try opened()
            _ = file.add([note("a")])
            file.turn()
            _ = file.add([note("b")])
            file.clear()
            file.clear()
        }
        #expect(try opened().left == [note("b")])
    }

    @Test func `notes fill page after page until all are full, and in their order`() throws {
        let large = (0..<9).map { [UInt8](repeating: $0, count: 3 << 20) }
        do {
            let file = try opened()
            for (index, note) in large.enumerated() {
                #expect(file.isHalfFull == (index >= 4))
                #expect(file.add([note]) == (index < 8))
            }
        }
        #expect(try opened().left == Array(large.prefix(8)))
    }

    @Test func `what came while all pages were full and since then stays when the rest is forgotten`() throws {
        let large = (0..<11).map { [UInt8](repeating: $0, count: 3 << 20) }
        do {
            let file = try opened()
            for note in large.prefix(6) { _ = file.add([note]) }
            file.turn()
            _ = file.add([large[6]])
            _ = file.add([large[7]])
            #expect(!file.add([large[8]]))
            file.clear()
            #expect(file.add([large[8]]))
            for note in large[9...] { _ = file.add([note]) }
        }
        #expect(try opened().left == Array(large[6...]))
    }

    @Test func `without a clear page the one that is written to stays`() throws {
        let large = (0..<9).map { [UInt8](repeating: $0, count: 3 << 20) }
        do {
            let file = try opened()
            for note in large.prefix(8) { _ = file.add([note]) }
            file.turn()
            #expect(file.add([note("small")]))
            file.clear()
            #expect(file.add([large[8]]))
        }
        #expect(try opened().left == [large[7], note("small"), large[8]])
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
            #expect(file.left.isEmpty, "what was taken up takes no memory")
            file.removeIfClear()
        }
        #expect(try opened().left.isEmpty)
    }

    @Test func `a file of something else is read as having no notes`() throws {
        try String(repeating: "not ours ", count: 1_000_000).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try opened().left.count == 0)
    }

    @Test func `a file of something else can be noted in once it was cleared`() throws {
        try Data(repeating: 0xFF, count: 32 << 20).write(to: URL(filePath: path))
        do {
            let file = try opened()
            file.clearAll()
            file.turn()
            #expect(file.add([note("a")]))
            file.turn()
            #expect(file.add([note("b")]))
        }
        #expect(try opened().left == [note("a"), note("b")])
    }
}
