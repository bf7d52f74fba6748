internal import Console
internal import Model
internal import Recorder
internal import Storage

/// Mocks of recordings, and what they are held against.
extension RecordingWork {
    func build(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        isExact: Bool
    ) throws(RecorderRefusal) -> BuiltRecording {
        let built = try built(recording, try traffic(of: recording, only: ids), isExact: isExact)
        return BuiltRecording(
            mocks: built.mocks,
            attributions: built.attributions,
            report: built.report.json,
            text: built.report.text,
            notes: built.report.notes + Self.placeholders(in: built.mocks)
        )
    }

    /// Only a replay of a mock file treats live requests as the recorded ones were: there the file says how.
    private static func placeholders(in mocks: [Mock]) -> [String] {
        mocks.filter { mock in
            let matcher = String(decoding: mock.json["http"]?.serialized() ?? [], as: UTF8.self)
            return matcher.contains(LiveRedaction.placeholderPrefix)
        }
        .map { mock in
            "mock \(mock.id) wants a value that was redacted; a live request carries the secret itself and does not match it"
        }
    }

    func check(
        _ recording: Recording,
        _ attributions: [Attribution],
        mocks: [Mock]
    ) throws(RecorderRefusal) -> JSON {
        let check = RecordingCheck(
            recorded: try traffic(of: recording, only: nil),
            attributions: attributions,
            mocks: mocks
        )
        do throws(UserError) { return try check.report().json } catch { throw .invalid("\(error)") }
    }

    func correlate(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        _ settings: CorrelationSettings
    ) throws(RecorderRefusal) -> [FoundCorrelation] {
        var options = CorrelationOptions()
        (options.minimumLength, options.maximumLength) = (settings.lengths.lowerBound, settings.lengths.upperBound)
        (options.excludesNumbers, options.limitPerSource) = (settings.excludesNumbers, settings.limitPerSource)
        var exchanges = try exchanges(of: recording, only: nil)
        if let ids = ids.map(Set.init) { exchanges.removeAll { !ids.contains($0.id) } }
        return CorrelationSearch.correlations(in: exchanges, options).map(FoundCorrelation.init)
    }

    func compare(_ recorded: Exchange.Response, with answer: Answer) -> AnswerComparisonResult {
        AnswerComparisonResult(
            differences: ResponseComparison(recorded, with: answer).differences
                .map { difference in
                    AnswerComparisonResult.Difference(
                        part: difference.part.rawValue,
                        place: difference.place,
                        was: difference.was,
                        new: difference.new,
                        hasSameShape: difference.hasSameShape
                    )
                }
        )
    }
}

extension FoundCorrelation {
    fileprivate init(_ found: Correlation) {
        self.init(
            value: found.value,
            kind: found.kind.rawValue,
            source: Place(found.source),
            targets: found.targets.map(Place.init),
            confidence: found.confidence,
            reason: found.reason
        )
    }
}

extension FoundCorrelation.Place {
    fileprivate init(_ place: Correlation.Place) {
        self.init(exchange: place.exchange, sequence: place.sequence, section: place.section, path: place.path)
    }
}
