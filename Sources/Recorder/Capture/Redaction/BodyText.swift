internal import Codings
internal import Model
internal import Storage

/// A body as it is searched: its content codings undone, and put on again when something was replaced.
struct BodyText {
    /// What may come out of a body that the tap kept.
    static let limit = 64 << 20

    let stored: CapturedBody
    /// The value of Content-Encoding, empty without one.
    let codings: String
    /// The bytes that are searched.
    let text: [UInt8]
    /// Whether `text` is the body with its codings undone.
    let isDecoded: Bool
    /// What is special about it, in words.
    private(set) var note: String?
    /// Whether a part of the body could not be searched although it could be read.
    private var isCutByLimit = false

    init(_ body: CapturedBody, fields: FieldSection) {
        stored = body
        codings =
            fields.contains("Content-Encoding") ? fields.all(named: "Content-Encoding").joined(separator: ", ") : ""
        guard !codings.isEmpty, codings.lowercased() != "identity", !body.bytes.isEmpty else {
            (text, isDecoded) = (body.bytes, false)
            return
        }
        do throws(CodingError) {
            let content = try ContentCoding.decodeAsFarAsPossible(body.bytes, codings: codings, limit: Self.limit)
            (text, isDecoded) = (content.bytes, true)
            switch content.ending {
            case .complete: break
            case .truncated:
                if !body.isTruncated { note = "the content coding \(codings) ends too early" }
            case .limitReached:
                note = "cut after \(Self.limit) decoded bytes"
                isCutByLimit = true
            case .malformed(let coding, let reason): note = "not valid \(coding.rawValue): \(reason)"
            }
        } catch {
            (text, isDecoded) = (body.bytes, false)
            note = "\(error)"
        }
    }

    /// What is known of the body beside its bytes.
    var notes: StoredExchange.BodyNotes { StoredExchange.BodyNotes(decoded: isDecoded ? text : nil, note: note) }

    /// The body as it is stored, and its notes.
    ///
    /// - Parameter redacted: the text with its secrets replaced; nil when there was none.
    func body(redacted: [UInt8]?) -> (stored: CapturedBody, notes: StoredExchange.BodyNotes) {
        guard redacted != nil || isCutByLimit else { return (stored, notes) }
        let plain = redacted ?? text
        guard isDecoded else { return (body(of: plain), notes) }
        // Coded again, so that the stored bytes are what Content-Encoding says. An encoder fails only without memory.
        let coded = (try? ContentCoding.encode(plain, codings: codings)) ?? []
        let reason = redacted == nil ? "coded again" : "coded again after secrets in it were replaced"
        let note = [note, reason].compactMap(\.self).joined(separator: "; ")
        return (body(of: coded), StoredExchange.BodyNotes(decoded: plain, note: note))
    }

    /// The length is that of the stored bytes, and what the tap had cut is still missing.
    private func body(of bytes: [UInt8]) -> CapturedBody {
        CapturedBody(
            bytes: bytes,
            length: bytes.count + stored.length - stored.bytes.count,
            wireLength: stored.wireLength
        )
    }
}
