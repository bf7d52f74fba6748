import Foundation
import Model
import Recorder
import Replay
import TestSupport
import Testing

@Suite struct GoldenImportTests {
    @Test func fixturesAreThere() { #expect(ImportFixtures.names.count >= 12) }

    /// With `UNDERSTUDY_WRITE_GOLDEN` set the files are written anew, to be read through in the diff.
    @Test(arguments: ImportFixtures.names) func isAsExpected(_ name: String) throws {
        let imported = try ImportFixtures.imported(name)
        let text = imported.json.serialized(indented: true) + [0x0A]
        if ProcessInfo.processInfo.environment["UNDERSTUDY_WRITE_GOLDEN"] != nil {
            try Data(text).write(to: ImportFixtures.golden(name))
        }
        let golden = Array(try Data(contentsOf: ImportFixtures.golden(name)))
        #expect(String(decoding: text, as: UTF8.self) == String(decoding: golden, as: UTF8.self))
    }

    @Test(arguments: ImportFixtures.names) func isDetected(_ name: String) throws {
        #expect(try Interchange.detect(ImportFixtures.bytes(name)) == ImportFixtures.format(name))
    }

    @Test(arguments: ImportFixtures.names) func isReadAndPlayed(_ name: String) throws {
        let imported = try ImportFixtures.imported(name)
        let file = try MockFile(["mocks": .array(imported.mocks)], unknownKeys: .ignore)
        #expect(file.mocks.count == imported.mocks.count)
        #expect(!file.mocks.isEmpty)
        _ = try ReplayEngine(mocks: file.mocks)
    }

    @Test(arguments: ImportFixtures.names) func isTheSameEachTime(_ name: String) throws {
        #expect(try ImportFixtures.imported(name) == ImportFixtures.imported(name))
    }
}
