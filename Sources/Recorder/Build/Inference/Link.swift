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
        case slug
        case base64
        case base64Decoded
        case urlEncoded
        /// The rest of the text after so many characters: an id without its prefix.
        case tail(Int)
        /// A part of the text.
        case cut(TextCut)
        /// A time in another format, as `$.formatTime` names it, or so much later.
        case time(ClockFormat, later: Later = .none)
    }

    /// How much later a time is than the one that it comes from.
    enum Later: Hashable, Sendable {
        case none
        /// By so many nanoseconds.
        case by(Int64)
        /// By a number that stands elsewhere.
        case count(Place, TimeUnit)
    }

    /// What a number of a request counts.
    enum TimeUnit: String, Hashable, Sendable, CaseIterable {
        case seconds, minutes, hours, days

        var nanoseconds: Int64 {
            switch self {
            case .seconds: 1_000_000_000
            case .minutes: 60_000_000_000
            case .hours: 3_600_000_000_000
            case .days: 86_400_000_000_000
            }
        }
    }

    var place: Place
    var step = Step.none

    /// Whether only a part of a text arrives.
    var isCut: Bool { if case .cut = step { true } else { false } }

    /// The value that arrives; nil where there is none.
    func value(in sample: Sample) -> JSON? {
        guard let value = place.value(in: sample) else { return nil }
        guard case .time(let format, .count(let place, let unit)) = step else { return Self.apply(step, value) }
        guard let count = place.value(in: sample)?.number?.int64,
            abs(count) <= 1_000_000_000_000_000_000 / unit.nanoseconds
        else { return nil }
        return Self.apply(.time(format, later: .by(count * unit.nanoseconds)), value)
    }

    static func apply(_ step: Step, _ value: JSON) -> JSON? {
        switch step {
        case .none: return value
        case .toText: return value.isScalar && value != .null ? .string(value.textValue) : JSON?.none
        case .toNumber:
            guard case .string(let text) = value, Double(text) != nil,
                case .number(let number)? = try? JSON.parse(text)
            else { return nil }
            return .number(number)
        case .time(let format, let later):
            guard let (instant, _) = ClockFormat.read(value) else { return nil }
            switch later {
            case .none: return format.spelled(instant)
            case .by(let nanoseconds): return format.spelled(instant + .nanoseconds(nanoseconds))
            case .count: return nil
            }
        default: return applyToText(step, value.textValue)
        }
    }

    private static func applyToText(_ step: Step, _ text: String) -> JSON? {
        switch step {
        case .lower: .string(text.lowercased())
        case .upper: .string(text.uppercased())
        case .trim: .string(String(text.trimmingBlanks))
        case .slug: .string(text.slug)
        case .base64: .string(Base64Text.encoded(Array(text.utf8)))
        case .base64Decoded:
            Base64Text.decoded(text).flatMap { String(validating: $0, as: UTF8.self) }.map { .string($0) }
        case .urlEncoded: .string(PercentEncoding.encoded(text))
        case .cut(let cut): cut.value(of: text)
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
        case .slug: "$.slug(\(source))"
        case .time(let format, let later):
            "$.formatTime(\(source), \(format.arguments ?? "")\(Self.argument(later, spelling)))"
        case .base64: "$.base64(\(source))"
        case .base64Decoded: "$.base64Decode(\(source))"
        case .urlEncoded: "$.urlEncode(\(source))"
        case .tail(let count): "$.slice(\(source), \(count), 4096)"
        case .cut(let cut): cut.expression(source)
        }
    }

    private static func argument(_ later: Later, _ spelling: Spelling) -> String {
        switch later {
        case .none, .by(0): ""
        case .by(let nanoseconds): ", '\(ClockFormat.spelling(ofOffset: nanoseconds))'"
        case .count(let place, let unit): ", \(spelling.expression(place)), '\(unit.rawValue)'"
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
