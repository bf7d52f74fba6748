import Model
import Storage
import Synchronization

@testable import Console

/// Sessions that listen nowhere: notes what it is told, and begins recordings in the database of a test.
final class FakeRecorder: RecorderServing {
    struct Values {
        var running: [String: RunningSession] = [:]
        var plans: [SessionPlan] = []
        var modified: [String: SessionModifications] = [:]
        var refusal: RecorderRefusal?
        /// What went wrong while a session recorded.
        var trouble: String?
        /// Keeps starts from going on until a test calls what is gathered here.
        var held: [@Sendable () -> Void]?
    }

    let values = Mutex(Values())
    private let file: DatabaseFile

    init(_ file: DatabaseFile) { self.file = file }

    func start(
        _ plan: SessionPlan,
        _ done: @escaping @Sendable (Result<RunningSession, RecorderRefusal>) -> Void
    ) {
        let isHeld = values.withLock { values in
            values.held?.append { self.open(plan, done) }
            return values.held != nil
        }
        if !isHeld { open(plan, done) }
    }

    private func open(
        _ plan: SessionPlan,
        _ done: @escaping @Sendable (Result<RunningSession, RecorderRefusal>) -> Void
    ) {
        if let refusal = values.withLock({ $0.refusal }) { return done(.failure(refusal)) }
        guard let recording = plan.recording ?? begun(plan.name) ?? begun("\(plan.name) (\(plan.id))") else {
            return done(.failure(.unavailable("the database is locked")))
        }
        let receivers = plan.settings.webhooks.enumerated()
            .map { RunningSession.Place(host: "127.0.0.1", port: 9_001 + $0, receiver: $1.target) }
        let port = plan.settings.address.port ?? 8_085
        let places = [RunningSession.Place(host: plan.settings.address.host, port: port)] + receivers
        let running = RunningSession(recording: recording, places: places)
        values.withLock { values in
            values.plans.append(plan)
            values.running[plan.id] = running
        }
        done(.success(running))
    }

    private func begun(_ name: String) -> RecordingID? {
        let none = RecordedRedaction(salt: [], rules: "null")
        return try? RecordingStore(file).begin(name: name, at: Served.start, redaction: none).id
    }

    func stop(_ id: String, _ done: @escaping @Sendable (String?) -> Void) {
        if let running = values.withLock({ $0.running.removeValue(forKey: id) }) {
            try? RecordingStore(file).end(running.recording, as: .finished, at: Served.start)
        }
        done(values.withLock { $0.trouble })
    }

    func catchUp(_ id: String) {}

    func running(_ id: String) -> RunningSession? { values.withLock { $0.running[id] } }

    func modify(_ id: String, _ modifications: SessionModifications) {
        values.withLock { $0.modified[id] = modifications }
    }

    var ports: PortRange {
        PortRange(range: 8_085...8_184, inUse: values.withLock { $0.running.values.flatMap { $0.places.map(\.port) } })
    }
}

/// Makes of recordings what a test says.
final class FakeAnalysis: RecordingAnalysing {
    struct Values {
        var exports: [(format: String, ids: [ExchangeID]?)] = []
        var imports: [[UInt8]] = []
        var refusal: RecorderRefusal?
        var mocks: [Mock] = []
        var attributions: [Attribution] = []
        var builds: [(ids: [ExchangeID]?, isExact: Bool)] = []
        var checked: [[Mock]] = []
        var correlated: [CorrelationSettings] = []
        var differences: [AnswerComparisonResult.Difference] = []
    }

    let values = Mutex(Values())
    private let file: DatabaseFile

    init(_ file: DatabaseFile) { self.file = file }

    func build(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        isExact: Bool
    ) throws(RecorderRefusal) -> BuiltRecording {
        try refuse()
        return values.withLock { values in
            values.builds.append((ids, isExact))
            return BuiltRecording(
                mocks: values.mocks,
                attributions: values.attributions,
                report: ["mocks": .int(values.mocks.count)],
                text: "a report\n",
                notes: ["a note"]
            )
        }
    }

    func check(
        _ recording: Recording,
        _ attributions: [Attribution],
        mocks: [Mock]
    ) throws(RecorderRefusal) -> JSON {
        values.withLock { $0.checked.append(mocks) }
        return ["complete": true]
    }

    func correlate(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        _ settings: CorrelationSettings
    ) throws(RecorderRefusal) -> [FoundCorrelation] {
        values.withLock { $0.correlated.append(settings) }
        func place(_ id: Int64, _ section: String) -> FoundCorrelation.Place {
            FoundCorrelation.Place(
                exchange: ExchangeID(rawValue: id),
                sequence: Int(id),
                section: section,
                path: "$.id"
            )
        }
        return [
            FoundCorrelation(
                value: "o-1",
                kind: "token",
                source: place(2, "response.body.json"),
                targets: [place(4, "webhook.body.json")],
                confidence: 0.5,
                reason: "the same"
            )
        ]
    }

    func compare(_ recorded: Exchange.Response, with answer: Answer) -> AnswerComparisonResult {
        AnswerComparisonResult(differences: values.withLock { $0.differences })
    }

    func export(
        _ recording: Recording,
        as format: String,
        only ids: [ExchangeID]?
    ) throws(RecorderRefusal) -> ExportedRecording {
        try refuse()
        values.withLock { $0.exports.append((format, ids)) }
        return ExportedRecording(content: .whole(Array("\(format) of \(recording.name)".utf8)), notes: ["a note"])
    }

    func importArchive(_ bytes: [UInt8], into plan: SessionPlan) throws(RecorderRefusal) -> ImportedArchive {
        try refuse()
        values.withLock { $0.imports.append(bytes) }
        let none = RecordedRedaction(salt: [], rules: "null")
        let recording = try? RecordingStore(file).begin(name: plan.name, at: Served.start, redaction: none)
        guard let recording else { throw .unavailable("the database is locked") }
        return ImportedArchive(recording: recording.id, count: 2, notes: ["left out"])
    }

    private func refuse() throws(RecorderRefusal) {
        if let refusal = values.withLock({ $0.refusal }) { throw refusal }
    }
}

/// Roots that are numbers.
final class FakeRoots: RootServing {
    private let number = Mutex(1)

    var root: RootFacts {
        let number = number.withLock { $0 }
        return RootFacts(
            pem: "pem \(number)",
            der: [UInt8(number)],
            fingerprint: "f\(number)",
            life: Timestamp(seconds: 0)...Timestamp(seconds: 86_400),
            isServed: number == 1
        )
    }

    func renew() throws(RecorderRefusal) -> RootFacts {
        number.withLock { $0 += 1 }
        return root
    }
}
