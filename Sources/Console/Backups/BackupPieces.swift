internal import Dispatch
internal import Glibc
internal import Model
internal import Synchronization

/// The content of a file, read piece by piece as fast as the client takes it, on a thread that may wait for the disk.
///
/// A disk that fails in the middle cuts the content short; the SHA-256 in the answer's fields tells.
final class BackupPieces: AnswerPieces {
    private struct State: Sendable {
        var ready: [UInt8]?
        var hasEnded = false
    }

    private let file: Int32
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "understudy.download")

    /// In bytes.
    private static let pieceSize = 1 << 18

    /// Opens the file; nil when it cannot be read.
    init?(path: String) {
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
    }

    deinit { if file >= 0 { Glibc.close(file) } }

    var isReady: Bool { state.withLock { $0.ready != nil || $0.hasEnded } }

    func next() -> AnswerPiece? {
        state.withLock { state in
            defer { state.ready = nil }
            return state.ready.map { AnswerPiece($0) }
        }
    }

    func whenReady(_ goOn: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            if !isReady { readPiece() }
            goOn()
        }
    }

    private func readPiece() {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
            let got = read(file, buffer.baseAddress, buffer.count)
            (count, failed) = (max(0, got), got < 0)
        }
        state.withLock { state in
            if bytes.isEmpty || failed { state.hasEnded = true } else { state.ready = bytes }
        }
    }
}
