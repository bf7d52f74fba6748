internal import Model

/// A value that flows: where from, and by which simple step.
struct Link: Hashable, Sendable {
    /// What is done to the value on its way.
    enum Step: Hashable, Sendable {
        case none
        case toText
        case toNumber
        case lower
        case upper
        case trim
        case base64
        case base64Decoded
        case urlEncoded
        /// The rest of the text after so many characters: an id without its prefix.
        case tail(Int)
        /// A time in another format, as `$.formatTime` names it.
        case time(ClockFormat)
    }

    var place: Place
    var step = Step.none

    /// The value that arrives; nil where there is none.
    func value(in sample: Sample) -> JSON? { place.value(in: sample).flatMap { Self.apply(step, $0) } }

    static func apply(_ step: Step, _ value: JSON) -> JSON? {
        switch step {
        case .none: return value
        case .toText: return value.isScalar && value != .null ? .string(value.textValue) : JSON?.none
        case .toNumber:
            guard case .string(let text) = value, Double(text) != nil,
                case .number(let number)? = try? JSON.parse(text)
            else { return nil }
            return .number(number)
        case .time(let format):
            guard let (instant, _) = ClockFormat.read(value) else { return nil }
            return format.spelled(instant)
        default: return applyToText(step, value.textValue)
        }
    }

    private static func applyToText(_ step: Step, _ text: String) -> JSON? {
        switch step {
        case .lower: .string(text.lowercased())
        case .upper: .string(text.uppercased())
        case .trim: .string(String(text.trimmingBlanks))
        case .base64: .string(Base64Text.encoded(Array(text.utf8)))
        case .base64Decoded:
            Base64Text.decoded(text).flatMap { String(validating: $0, as: UTF8.self) }.map { .string($0) }
        case .urlEncoded: .string(PercentEncoding.encoded(text))
        case .tail(let count): text.count > count ? .string(String(text.dropFirst(count))) : JSON?.none
        default: JSON?.none
        }
    }

    /// The expression of a template.
    func expression(_ spelling: Spelling) -> String {
        let source = spelling.expression(place)
        return switch step {
        case .none: source
        case .toText: "$.toString(\(source))"
        case .toNumber: "$.toNumber(\(source))"
        case .lower: "$.lower(\(source))"
        case .upper: "$.upper(\(source))"
        case .trim: "$.trim(\(source))"
        case .time(let format): "$.formatTime(\(source), \(format.arguments ?? ""))"
        case .base64: "$.base64(\(source))"
        case .base64Decoded: "$.base64Decode(\(source))"
        case .urlEncoded: "$.urlEncode(\(source))"
        case .tail(let count): "$.slice(\(source), \(count), 4096)"
        }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmingBlanks: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
