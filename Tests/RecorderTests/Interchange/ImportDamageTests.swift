import Model
import Recorder
import TestSupport
import Testing

/// Files that break off or are damaged never stop the process, and what is still made of them can be read.
@Suite struct ImportDamageTests {
    private static let seed = UInt64.random(in: 0 ... .max)

    @Test(arguments: ImportFixtures.names) func cutFilesAreReadOrRefused(_ name: String) throws {
        var random = SeededRandom(seed: Self.seed)
        let bytes = try ImportFixtures.bytes(name)
        for _ in 0..<40 {
            let length = Int.random(in: 0..<bytes.count, using: &random)
            try check(Array(bytes[..<length]), name, "cut at \(length), seed \(Self.seed)")
        }
    }

    @Test(arguments: ImportFixtures.names) func damagedFilesAreReadOrRefused(_ name: String) throws {
        var random = SeededRandom(seed: Self.seed)
        let bytes = try ImportFixtures.bytes(name)
        for round in 0..<40 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = damaged.indices.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged.remove(at: place)
                case 1: damaged.insert(Array("{}[]\"':,\\$#&*0-".utf8).randomElement(using: &random) ?? 0x20, at: place)
                default: damaged[place] = UInt8.random(in: 0x20...0x7E, using: &random)
                }
            }
            try check(damaged, name, "round \(round), seed \(Self.seed)")
        }
    }

    /// JSON whose members are of any kind.
    @Test(arguments: ImportFixtures.names) func strangeMembersAreReadOrRefused(_ name: String) throws {
        var random = SeededRandom(seed: Self.seed)
        guard let json = try? JSON.parse(ImportFixtures.bytes(name)) else { return }
        for round in 0..<40 {
            try check(changed(json, &random).serialized(), name, "round \(round), seed \(Self.seed)")
        }
    }

    /// The value with one of its parts replaced.
    private func changed(_ value: JSON, _ random: inout SeededRandom) -> JSON {
        let strange: [JSON] = [nil, true, -1, 1.5, "", "x", "$.[", "{{", [], [nil], [:], ["a": 1]]
        switch value {
        case .object(var object) where !object.members.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
            let place = object.members.indices.randomElement(using: &random) ?? 0
            object.members[place].value = changed(object.members[place].value, &random)
            return .object(object)
        case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
            let place = elements.indices.randomElement(using: &random) ?? 0
            elements[place] = changed(elements[place], &random)
            return .array(elements)
        default: return strange.randomElement(using: &random) ?? nil
        }
    }

    private func check(_ bytes: [UInt8], _ name: String, _ comment: String) throws {
        _ = Interchange.detect(bytes)
        do {
            let imported = try Interchange.mocks(from: bytes, format: ImportFixtures.format(name) ?? .mockarty)
            let ids = Set(imported.mocks.map { $0["id"]?.string ?? "" })
            #expect(ids.count == imported.mocks.count && !ids.contains(""), "\(name) \(comment)")
            _ = try MockFile(.array(imported.mocks), unknownKeys: .ignore)
        } catch let error as ImportError {
            #expect(!error.description.isEmpty)
        }
    }
}
