import Testing

@testable import TLS

@Suite struct SealingTests {
    private func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// The cases 13 to 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega), which SP 800-38D names: key, nonce,
    /// label, plain text, ciphertext, tag.
    private static let vectors = [
        (
            "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
            "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
            "b094dac5d93471bdec1a502270e3cc6c"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test(arguments: 0..<4) func theVectorsOfGCM(_ index: Int) throws {
        let (key, nonce, label, plain, ciphertext, tag) = Self.vectors[index]
        let sealing = try Sealing(key: bytes(key))
        let made = try sealing.encrypted(bytes(plain), label: bytes(label), nonce: bytes(nonce))
        #expect(made.ciphertext == bytes(ciphertext))
        #expect(made.tag == bytes(tag))
        let opened = try sealing.decrypted(made.ciphertext, label: bytes(label), nonce: bytes(nonce), tag: made.tag)
        #expect(opened == bytes(plain))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 70_000]) func whatWasSealedIsOpened(_ count: Int) throws {
        let sealing = try Sealing(key: SecureRandom.bytes(32))
        let content = try SecureRandom.bytes(count)
        let sealed = try sealing.sealed(content, label: [1, 2])
        #expect(sealed.count == count + 29 && sealed.first == 1)
        #expect(try sealing.opened(sealed, label: [1, 2]) == content)
        #expect(try sealing.sealed(content, label: [1, 2]) != sealed)
    }

    @Test func everyChangeIsNoticed() throws {
        let sealing = try Sealing(key: SecureRandom.bytes(32))
        let sealed = try sealing.sealed(Array("secret".utf8), label: Array("name".utf8))
        func opens(_ bytes: [UInt8], _ label: String = "name", by other: Sealing? = nil) -> Bool {
            (try? (other ?? sealing).opened(bytes, label: Array(label.utf8))) != nil
        }
        #expect(opens(sealed))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 0x10
            #expect(!opens(changed), "byte \(index)")
        }
        for count in sealed.indices { #expect(!opens(Array(sealed.prefix(count))), "cut to \(count)") }
        #expect(!opens(sealed + [0]))
        #expect(!opens(sealed, "nama"))
        #expect(!opens(sealed, ""))
        #expect(!opens(sealed, by: try Sealing(key: SecureRandom.bytes(32))))
    }

    @Test(arguments: [0, 16, 31, 33]) func aKeyOfAnotherLengthIsRefused(_ count: Int) throws {
        let key = [UInt8](repeating: 0, count: count)
        let error = #expect(throws: TLSError.self) { try Sealing(key: key) }
        #expect(error?.reason == "the key has \(count) bytes, not 32")
    }
}
