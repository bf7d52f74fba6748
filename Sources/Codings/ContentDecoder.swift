/// Undoes one coding, piece by piece. Each owns a stream of a C library and frees it in `deinit`.
protocol DecodingStage: AnyObject {
    /// Whether the input so far ends where the coding says that it may.
    var isComplete: Bool { get }

    /// Decodes one piece of input, all of it unless the output is full.
    func decode(_ input: UnsafeBufferPointer<UInt8>, into output: inout BoundedOutput) throws(StageFailure)
}

/// Why a stage stopped.
enum StageFailure: Error {
    case limitReached
    case malformed(String)
}

/// The bytes that come out of a stage, up to a limit over all pieces.
struct BoundedOutput {
    private(set) var bytes: [UInt8] = []
    private var room: Int

    init(limit: Int) { room = limit }

    /// Takes as many bytes as there is room for.
    mutating func append(_ piece: UnsafeBufferPointer<UInt8>) throws(StageFailure) {
        bytes.append(contentsOf: piece.prefix(room))
        guard piece.count <= room else {
            room = 0
            throw .limitReached
        }
        room -= piece.count
    }

    /// Hands the bytes on and keeps counting.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

/// Decodes content piece by piece through all its codings, never past a limit.
///
/// Confined to one thread at a time, as the C streams inside are.
public final class ContentDecoder {
    private var stages: [(coding: ContentCoding, stage: any DecodingStage, output: BoundedOutput)] = []
    private var decoded: [UInt8] = []
    private var failure: DecodedContent.Ending?

    /// - Parameters:
    ///   - codings: in the order in which they were applied.
    ///   - limit: how many bytes may come out, of each coding as well as at the end.
    /// - Throws: `libraryFailed` when a library has no memory.
    public init(codings: [ContentCoding], limit: Int) throws(CodingError) {
        for coding in codings.reversed() {
            guard let stage = try Self.stage(for: coding) else { continue }
            stages.append((coding, stage, BoundedOutput(limit: max(limit, 0))))
        }
    }

    /// Decodes the next piece. After a failure further pieces change nothing.
    public func append(_ piece: [UInt8]) {
        guard failure == nil else { return }
        var piece = piece
        for index in stages.indices {
            piece = run(index, on: piece)
        }
        decoded.append(contentsOf: piece)
    }

    /// All that was decoded so far, and how it would end if nothing more came.
    public var content: DecodedContent {
        let isComplete = stages.allSatisfy { $0.stage.isComplete }
        return DecodedContent(bytes: decoded, ending: failure ?? (isComplete ? .complete : .truncated))
    }

    /// Runs one stage and gives what came out, also when it failed: later stages still read it.
    private func run(_ index: Int, on piece: [UInt8]) -> [UInt8] {
        do throws(StageFailure) {
            try piece.withUnsafeBufferPointer { input throws(StageFailure) in
                try stages[index].stage.decode(input, into: &stages[index].output)
            }
        } catch {
            let ending: DecodedContent.Ending =
                switch error {
                case .limitReached: .limitReached
                case .malformed(let reason): .malformed(stages[index].coding, reason: reason)
                }
            failure = failure ?? ending
        }
        return stages[index].output.take()
    }

    private static func stage(for coding: ContentCoding) throws(CodingError) -> (any DecodingStage)? {
        switch coding {
        case .gzip: try InflateStage(.gzip)
        case .deflate: try InflateStage(.deflate)
        case .brotli: try BrotliStage()
        case .zstd: try ZstdStage()
        case .identity: nil
        }
    }
}

/// How many bytes a stage asks its library for at once.
let stageBufferSize = 32 * 1_024
