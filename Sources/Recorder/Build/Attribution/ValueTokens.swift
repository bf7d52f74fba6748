internal import Model
internal import Templating

/// The values of a message by which it can be recognised elsewhere, normalised so that hidden ones meet: lower case,
/// numbers as text, pieces of URLs and prefixed ids, base64 undone.
struct ValueTokens {
    /// Each token with the bits that it says by itself.
    private(set) var bits: [String: Double] = [:]
    /// Each token as it was written.
    private(set) var spellings: [String: String] = [:]

    /// Tokens that say less are not kept.
    static let threshold = 6.0

    /// When the message was sent: times in it are seldom years away, numbers that look like times are.
    private let moment: Timestamp

    /// - Parameter moment: when the message was sent.
    init(sentAt moment: Timestamp) { self.moment = moment }

    /// The values of what a system sent.
    init(of callback: ObservedCallback) {
        self.init(sentAt: callback.sentAt)
        switch callback {
        case .webhook(let webhook):
            add(target: webhook.request.target)
            // As a whole it says that a request named it.
            if let url = callback.addressedURL { add(text: url) }
        case .message(let message):
            for word in message.routingKey.split(separator: ".") { add(text: String(word)) }
            if let key = message.recordKey {
                add(content: Content(body: CapturedBody(bytes: Array(key.utf8)), fields: []))
            }
        }
        add(fields: callback.fields)
        if let json = callback.json { add(json: json) }
    }

    mutating func add(target: String) {
        let target = RequestTarget(target)
        for segment in PathSegments.of(target.path) { add(text: PercentEncoding.decoded(segment)) }
        for pair in target.queryPairs { add(text: pair.value) }
    }

    mutating func add(fields: FieldSection) {
        for field in fields where !NamesOfFields.ordinary.contains(field.name.lowercased()) {
            if SignatureScheme.isSignature(field.name) { continue }
            add(text: field.value)
        }
    }

    mutating func add(content: Content) {
        switch content {
        case .none, .binary: break
        case .json(let json): add(json: json)
        case .text(let text): add(text: String(text.prefix(16_384)))
        }
    }

    mutating func add(json: JSON) {
        switch json {
        case .null, .bool: break
        case .number(let number): addNumber(number)
        case .string(let text): add(text: text)
        case .array(let elements): for element in elements { add(json: element) }
        case .object(let object): for member in object.members { add(json: member.value) }
        }
    }

    private mutating func addNumber(_ number: JSONNumber) {
        if let integer = number.int64 {
            if isTime(integer) || isTime(integer / 1_000) { return }
            insert(String(integer))
        } else {
            insert(number.text)
        }
    }

    /// Whether a number is rather a time in seconds than the name of something.
    private func isTime(_ number: Int64) -> Bool {
        let year: Int64 = 366 * 86_400
        return (moment.seconds - year...moment.seconds + year).contains(number)
    }

    private mutating func add(text: String, depth: Int = 0) {
        if let digits = ClockFormat.fractionDigits(ofRFC3339: text) {
            if digits >= 3 { note(text, Double(digits) * 3 - 2) }
            return
        }
        if let number = Int64(text) {
            addNumber(JSONNumber(number))
            return
        }
        if text.utf8.count <= 256 { insert(text) }
        for word in text.utf8.split(whereSeparator: { Self.isSeparator($0) }) where word.count >= 4 {
            add(word: String(word) ?? "", whole: text, depth: depth)
        }
    }

    private mutating func add(word: String, whole: String, depth: Int) {
        if word != whole {
            if let number = Int64(word) { addNumber(JSONNumber(number)) } else { insert(word) }
        }
        if word.utf8.contains(0x25), depth < 2 { add(text: PercentEncoding.decoded(word), depth: depth + 1) }
        for separator in [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ".")] {
            guard let place = word.utf8.lastIndex(of: separator) else { continue }
            let tail = word[word.utf8.index(after: place)...]
            if tail.utf8.count >= 6, Int64(tail).map({ !isTime($0) }) ?? true {
                insert(String(tail))
            }
        }
        if let hyphen = word.utf8.firstIndex(of: UInt8(ascii: "_")) {
            let tail = word[word.utf8.index(after: hyphen)...]
            if tail.utf8.count >= 6 { insert(String(tail)) }
        }
        if word.utf8.filter({ $0 == 0x2D }).count == 4, word.utf8.count == 36 {
            insert(word.filter { $0 != "-" })
        }
        if depth == 0, word.utf8.count >= 12, let decoded = Self.printableBase64(word) {
            if let json = try? JSON.parse(decoded) { add(json: json) } else { add(text: decoded, depth: 1) }
        }
    }

    private mutating func insert(_ text: String) {
        let bits = Rarity.bits(text)
        if bits >= Self.threshold { note(text, bits) }
    }

    private mutating func note(_ text: String, _ bits: Double) {
        let token = text.lowercased()
        self.bits[token] = bits
        if token != text { spellings[token] = text }
    }

    /// Text between which an id cannot go on. Hyphens, underscores, dots and `@` belong to ids and addresses.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E, 0x40, 0x2B, 0x25, 0x80...: false
        default: true
        }
    }

    private static func printableBase64(_ word: String) -> String? {
        guard let bytes = Base64Text.decoded(word), let text = String(validating: bytes, as: UTF8.self),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return nil }
        return text
    }
}
