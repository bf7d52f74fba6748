internal import Model

/// What a job does, with what it needs to know.
enum JobWork: Sendable, Hashable {
    /// Takes away what cleanup policies say: in one namespace, or in each whose policy is on.
    case cleanup(namespace: String?)
    /// Makes a backup; of those that it made, so many stay.
    case backup(label: String?, keep: Int?)
    /// Makes mocks of what a session recorded, and stores them.
    case build(session: String, namespace: String?, isExact: Bool)

    /// The words for kinds of work.
    static let kinds = ["cleanup", "backup", "build"]

    init(_ kind: String, _ settings: Members) throws(Refusal) {
        let namespace = try settings.text("namespace")
        if let namespace { _ = try checkedNamespace(namespace) }
        switch kind {
        case "cleanup": self = .cleanup(namespace: namespace)
        case "backup":
            let label = try settings.text("label")
            guard (label ?? "").utf8.count <= 200 else { throw .invalid("\"label\" should be of 200 bytes at most") }
            self = .backup(label: label, keep: try settings.integer("keep", 1...BackupFolder.limit))
        case "build":
            self = .build(
                session: try settings.neededText("session"),
                namespace: namespace,
                isExact: try settings.flag("exact") ?? false
            )
        default:
            throw .invalid("\"type\" should be one of \(Self.kinds.joined(separator: ", ")), not \"\(kind)\"")
        }
    }
}

/// What came of a run, in words and for programs.
struct JobResult: Sendable, Hashable {
    var message: String
    var facts = JSONObject()
}

/// Does the work of jobs. Called on a thread that may block for as long as that takes.
protocol JobPerforming: Sendable {
    /// - Parameter progress: is told how much is done, from 0 to 1.
    func perform(
        _ work: JobWork,
        of job: Job,
        by caller: Caller,
        _ progress: (Double) -> Void
    ) throws(Refusal) -> JobResult
}
