import Foundation
import Model
import Synchronization

/// Pieces that a test lets through one by one: `next` waits on the event loop until the test opens the gate, so that the
/// order of what goes out before and after is a fact and not a race.
final class GatedPieces: AnswerPieces {
    private let piece: @Sendable (Int) -> AnswerPiece?
    private let isGated: Bool
    private let gate = DispatchSemaphore(value: 0)
    private let asked = Mutex(0)

    /// Gives these pieces, then the end.
    convenience init(_ pieces: [AnswerPiece], isGated: Bool = true) {
        self.init(isGated: isGated) { $0 < pieces.count ? pieces[$0] : nil }
    }

    /// Gives the piece with each number, counted from zero, until there is none.
    init(isGated: Bool, _ piece: @escaping @Sendable (Int) -> AnswerPiece?) {
        (self.isGated, self.piece) = (isGated, piece)
    }

    /// How often a piece was asked for.
    var count: Int { asked.withLock { $0 } }

    /// Lets so many answers of `next` through.
    func open(_ count: Int = 1) { for _ in 0..<count { gate.signal() } }

    func next() -> AnswerPiece? {
        let number = asked.withLock { count in
            defer { count += 1 }
            return count
        }
        if isGated { _ = gate.wait(timeout: .now() + 20) }
        return piece(number)
    }
}

/// Keeps nothing alive: whether an object is still held by others.
final class WeakReference<Object: AnyObject & Sendable>: Sendable {
    private struct Weak: Sendable {
        weak var object: Object?
    }

    private let weak = Mutex(Weak())

    var object: Object? {
        get { weak.withLock { $0.object } }
        set { weak.withLock { $0.object = newValue } }
    }
}

/// What an answer's `whenSent` was told, in order.
final class SentLog: Sendable {
    private let told = Mutex<[Bool]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func note(_ isSent: Bool) {
        told.withLock { $0.append(isSent) }
        arrived.signal()
    }

    /// All that was told so far.
    var all: [Bool] { told.withLock { $0 } }

    /// Waits for one more to be told; false after ten seconds.
    func wait() -> Bool { arrived.wait(timeout: .now() + 10) == .success }
}
