internal import Model
internal import Templating

/// How an answer that takes time goes on: what its delays are multiplied with, and how its templates get at the
/// stores meanwhile.
struct Pace: Sendable {
    let timeScale: Double
    let run: RunState

    /// A delay of the mock as it is kept.
    func scaled(_ milliseconds: Double) -> Duration { .milliseconds(milliseconds * timeScale) }
}

/// A content in several chunks, evenly spread.
final class DribblePieces: AnswerPieces, @unchecked Sendable {
    // Belongs to the one event loop that writes the answer.
    private let body: [UInt8]
    private let size: Int
    private let gap: Duration
    private var sent = 0

    init(_ body: [UInt8], _ dribble: Dribble, timeScale: Double) {
        self.body = body
        let chunks = max(1, min(dribble.chunks, body.count))
        size = (body.count + chunks - 1) / chunks
        gap = .milliseconds(dribble.duration * timeScale / Double(chunks))
    }

    func next() -> AnswerPiece? {
        guard sent < body.count else { return nil }
        let piece = AnswerPiece(after: gap, Array(body[sent..<min(body.count, sent + size)]))
        sent += size
        return piece
    }
}
