import Foundation
import TestSupport
import Testing

@testable import TLS

@Suite struct PrivateFileTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("some.key")
    }

    private func mode() throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1) & 0o777
    }

    @Test func itIsTheOwnersAloneWhateverTheUmask() throws {
        #expect(try PrivateFile.read(path) == nil)
        #expect(try PrivateFile.loadOrCreate(path) { [1, 2] } == [1, 2])
        #expect(try mode() == 0o600)
        #expect(try PrivateFile.loadOrCreate(path) { [3] } == [1, 2])
        #expect(try PrivateFile.read(path) == [1, 2])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["some.key"])
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o666]) func oneThatOthersMayUseIsRefused(_ mode: Int) throws {
        _ = try PrivateFile.loadOrCreate(path) { [1] }
        chmod(path, mode_t(mode))
        for attempt in [{ try PrivateFile.read(path) }, { try PrivateFile.loadOrCreate(path) { [2] } }] {
            let error = #expect(throws: TLSError.self) { _ = try attempt() }
            let expected =
                "\(path) may be read by others than its owner (mode \(String(mode, radix: 8))): run chmod 600"
            #expect(error?.reason.contains(expected) == true)
        }
        chmod(path, 0o600)
        #expect(try PrivateFile.read(path) == [1])
    }

    @Test func allWhoMakeItAtOnceReadOne() async throws {
        let contents = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<16 {
                group.addTask { [path] in
                    try PrivateFile.loadOrCreate(path) { [UInt8(number)] }
                }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(contents.count == 1)
        #expect(try contents.first == PrivateFile.read(path))
    }

    @Test func nothingIsLeftOfOneThatCouldNotBeMade() throws {
        let failure = TLSError(.io, in: "test", "no entropy")
        #expect(throws: TLSError.self) { try PrivateFile.loadOrCreate(path) { () throws(TLSError) in throw failure } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
        let error = #expect(throws: TLSError.self) { try PrivateFile.loadOrCreate(folder.path("no/such.key")) { [1] } }
        #expect(error?.reason.contains("no: No such file or directory") == true)
    }
}
