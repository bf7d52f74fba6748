internal import Foundation
internal import GRDB

/// Bytes as SQLite takes them.
func blob(_ bytes: [UInt8]) -> any DatabaseValueConvertible { Data(bytes) }

extension Row {
    /// The bytes of a column; none when it is NULL.
    func bytes(_ index: Int) -> [UInt8] {
        guard let bytes = try? withUnsafeData(atIndex: index, { $0.map { [UInt8]($0) } }) else { return [] }
        return bytes
    }
}
