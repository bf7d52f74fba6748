/// Bitcoin addresses of version 0 in Bech32 (BIP 173), which needs no hash function for its check.
enum BitcoinAddress {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
    private static let prefix = "bc"

    /// The address that pays to a witness program of 20 bytes.
    static func segwit(program: [UInt8]) -> String {
        let values = [0] + fiveBitGroups(program)
        let expanded = prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
        let check = polymod(expanded + values + [0, 0, 0, 0, 0, 0]) ^ 1
        let checksum = (0..<6).map { UInt8(check >> (5 * (5 - UInt32($0))) & 31) }
        return prefix + "1" + String((values + checksum).map { alphabet[Int($0)] })
    }

    private static func fiveBitGroups(_ bytes: [UInt8]) -> [UInt8] {
        var (result, bits, count) = ([UInt8](), UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                result.append(UInt8(bits >> UInt32(count) & 31))
            }
        }
        if count > 0 { result.append(UInt8(bits << UInt32(5 - count) & 31)) }
        return result
    }

    /// The checksum's polynomial division.
    static func polymod(_ values: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var check: UInt32 = 1
        for value in values {
            let top = check >> 25
            check = (check & 0x1FF_FFFF) << 5 ^ UInt32(value)
            for index in 0..<5 where top >> UInt32(index) & 1 == 1 { check ^= generator[index] }
        }
        return check
    }
}
