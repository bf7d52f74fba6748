import Foundation
import TestSupport
import Testing

@testable import TLS

@Suite struct RootFolderTests {
    let folder: TemporaryFolder
    let directory: String

    init() throws {
        folder = try TemporaryFolder()
        directory = folder.path("deep/understudy/ca")
    }

    private func load() throws(TLSError) -> CertificateAuthority {
        try CertificateAuthority.loadOrCreate(in: directory)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? Int ?? -1) & 0o777
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: directory + "/" + name))
    }

    @Test func onlyTheOwnerReadsTheKey() throws {
        let authority = try load()
        #expect(authority.certificatePath == directory + "/root.pem")
        #expect(try mode(directory) == 0o700)
        #expect(try mode(directory + "/root.key") == 0o600)
        #expect(try mode(directory + "/root.pem") == 0o644)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["root.key", "root.pem"])
    }

    @Test func theSecondTimeTheSameRootIsRead() throws {
        let first = try load()
        let second = try load()
        #expect(second.rootPEM == first.rootPEM)
        #expect(second.rootDER == first.rootDER)
        #expect(try String(contentsOfFile: first.certificatePath, encoding: .utf8) == first.rootPEM)
    }

    @Test func allWhoCreateAtOnceEndWithOneRoot() async throws {
        let roots = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask { [directory] in try CertificateAuthority.loadOrCreate(in: directory).rootPEM }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(roots.count == 1)
    }

    @Test func anInterruptedStartIsFinished() throws {
        let key = try load()
        try FileManager.default.removeItem(atPath: directory + "/root.pem")
        let finished = try load()
        #expect(finished.rootPEM != key.rootPEM)
        #expect(try load().rootPEM == finished.rootPEM)
    }

    private func failure(_ setUp: () throws -> Void) throws -> TLSError {
        _ = try load()
        try setUp()
        return try #require(throws: TLSError.self) { try load() }
    }

    @Test func aKeyThatOthersMayReadIsRefused() throws {
        let error = try failure { chmod(directory + "/root.key", 0o644) }
        #expect(
            error.reason.contains(
                "\(directory)/root.key may be read by others than its owner (mode 644): run chmod 600"
            )
        )
    }

    @Test func aMissingKeyIsNamed() throws {
        let error = try failure { try FileManager.default.removeItem(atPath: directory + "/root.key") }
        #expect(error.reason.contains("root.key is not: restore the key, or remove root.pem for a new root"))
    }

    @Test func aKeyOfAnotherRootIsNamed() throws {
        let other = try CertificateAuthority.loadOrCreate(in: folder.path("other"))
        let error = try failure { try write(other.rootPEM, to: "root.pem") }
        #expect(error.kind == .configuration)
        #expect(error.reason.contains("do not belong together"))
    }

    @Test func garbageIsNamed() throws {
        var error = try failure { try write("garbage", to: "root.pem") }
        #expect(error.reason.contains("\(directory)/root.pem holds no certificate"))
        try FileManager.default.removeItem(atPath: directory)
        error = try failure {
            try write("garbage", to: "root.key")
            chmod(directory + "/root.key", 0o600)
        }
        #expect(error.reason.contains("\(directory)/root.key holds no private key"))
    }

    @Test func aLeafIsNoRoot() throws {
        let key = try KeyPair.generate()
        let root = try Root(for: key, at: Int(Date().timeIntervalSince1970))
        let leaf = try root.leaf(for: HostName("a.test"), key: key, at: Int(Date().timeIntervalSince1970))
        let error = #expect(throws: TLSError.self) { try Root(certificate: leaf, key: key, from: "leaf.pem") }
        #expect(error?.reason.contains("leaf.pem is not a root") == true)
    }

    @Test func aFileInTheFoldersPlaceIsNamed() throws {
        let file = folder.path("file")
        try Data().write(to: URL(filePath: file))
        let inside = #expect(throws: TLSError.self) { try CertificateAuthority.loadOrCreate(in: file + "/ca") }
        #expect(inside?.reason == "cannot create the folder \(file)/ca: Not a directory")
        let itself = #expect(throws: TLSError.self) { try CertificateAuthority.loadOrCreate(in: file) }
        #expect(itself?.reason == "cannot use the folder \(file): Not a directory")
    }

    @Test func aNewRootTakesThePlaceOfTheOldOneWhoseFilesStay() throws {
        let old = try load()
        let new = try CertificateAuthority.renew(in: directory)
        #expect(new.rootDER != old.rootDER && new.certificatePath == old.certificatePath)
        #expect(try load().rootDER == new.rootDER)
        let kept = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasPrefix("root-") }
        #expect(kept.count == 2)
        let certificate = try #require(kept.first { $0.hasSuffix(".pem") })
        #expect(try String(contentsOfFile: "\(directory)/\(certificate)", encoding: .utf8) == old.rootPEM)
        let third = try CertificateAuthority.renew(in: directory)
        #expect(third.rootDER != new.rootDER)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count { $0.hasPrefix("root-") } == 4)
        #expect(new.rootLife.contains(Int(Date().timeIntervalSince1970)))
    }

    @Test func aFolderWithoutARootGetsOne() throws {
        #expect(try CertificateAuthority.renew(in: directory).rootPEM.hasPrefix("-----BEGIN CERTIFICATE-----"))
    }
}
