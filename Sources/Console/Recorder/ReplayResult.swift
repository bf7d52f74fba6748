internal import Model
internal import Storage

/// What became of one recorded request that was sent again.
struct ReplayResult: Sendable {
    enum Outcome: Sendable {
        case answered(status: Int, AnswerComparisonResult, duration: Duration, preview: String)
        case failed(String)
        case skipped(String)
    }

    let entry: ExchangeID
    let originalStatus: Int
    let url: String
    let outcome: Outcome
    let strictness: ReplayOptions.Strictness

    /// Whether the answer was the same, as strictly as was asked for.
    var isMatch: Bool {
        guard case .answered(let status, let comparison, _, _) = outcome else { return false }
        switch strictness {
        case .status: return status == originalStatus
        case .exact: return comparison.differences.isEmpty
        case .shape: return comparison.differences.allSatisfy(\.hasSameShape)
        }
    }

    var json: JSONObject {
        var object: JSONObject = [
            "entryId": .string(entry.description), "originalStatus": .int(originalStatus), "replayedUrl": .string(url),
            "skipped": false, "match": .bool(isMatch),
        ]
        switch outcome {
        case .answered(let status, let comparison, let duration, let preview):
            let byShape = strictness == .shape
            object["newStatus"] = .int(status)
            object["statusMatch"] = .bool(status == originalStatus)
            object["fieldsMatch"] = .bool(comparison.matches("field", byShape: byShape))
            object["bodyMatch"] = .bool(comparison.matches("body", byShape: byShape))
            object["durationMs"] = .int(Int(duration.inMilliseconds.rounded()))
            object["differences"] = .array(comparison.differences.map(\.json))
            object["responsePreview"] = .string(preview)
        case .failed(let reason):
            object["statusMatch"] = false
            object["error"] = .string(reason)
        case .skipped(let reason):
            object["skipped"] = true
            object["skippedReason"] = .string(reason)
        }
        return object
    }

    /// The answer to who replays this one alone.
    var single: JSON {
        var object = json
        object["statusCode"] = object["newStatus"] ?? 0
        object["duration"] = object["durationMs"] ?? 0
        object["matchesOriginal"] = .bool(isMatch)
        return .object(object)
    }
}

extension AnswerComparisonResult.Difference {
    /// The difference for programs and people.
    var json: JSON {
        var object: JSONObject = ["part": .string(part), "place": .string(place), "sameShape": .bool(hasSameShape)]
        object["was"] = was
        object["is"] = new
        return .object(object)
    }
}
