internal import Console
internal import Foundation
internal import Model
internal import Storage
internal import TLS

/// What a running server does around copies of its database, and when an earlier one is put back.
struct ServerBackups: BackupServing {
    let folder: String
    let file: DatabaseFile
    let state: ServeState
    let sessions: SessionRunner
    /// Gives out ids behind those of the state that is put back.
    let ids: ExchangeIDs

    private static let pieceSize = 1 << 20

    func sha256(ofFile path: String) throws -> String {
        let digest = try RunningDigest()
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        while let piece = try file.read(upToCount: Self.pieceSize), !piece.isEmpty { try digest.add(Array(piece)) }
        return try digest.finish().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    func writeDown() {
        state.keeper.writeEverything()
        state.deliveries.writeDown()
    }

    func secretsUnderAnotherKey(in path: String) throws(StorageError) -> [String] {
        let other = try DatabaseFile(path: path, for: .reading)
        let stored = try SecretStore(other).all()
        try other.close()
        return state.secrets.unreadable(stored)
    }

    func whileNoneRecords(_ body: () -> Void) throws(RecorderRefusal) { try sessions.whileNoneRecords(body) }

    func replaceState(
        _ swap: () throws(StorageError) -> RestoredCallbacks,
        load: () throws(StorageError) -> Void
    ) throws(StorageError) {
        try state.keeper.replaceState { () throws(StorageError) in
            let callbacks = try swap()
            ids.skip(to: try ExchangeStore(file).nextID())
            state.replaceStores(with: try ValueStore(file).all())
            state.misses.replaceRows(with: try MissStore(file).all())
            try state.secrets.load()
            try load()
            state.deliveries.resume(callbacks)
        }
    }
}
