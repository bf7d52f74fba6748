internal import Callbacks
internal import Foundation
internal import Logging
internal import Model
internal import Replay
internal import Storage
internal import Templating

/// What a server answers from and what requests leave behind, as the database had it when it was opened.
struct ServeState {
    let engine: ReplayEngine
    let clock: AdjustableClock
    let journal: RequestJournal
    let misses: MissLedger
    let counts = AnswerCounts()
    let news = DeliveryNews()
    let deliveries: CallbackJournal
    let secrets: SealedSecrets
    let keeper: StateKeeper

    /// What mocks belong to that name no namespace.
    static let defaultNamespace = "default"

    var witness: JournalWitness { JournalWitness(journal: journal, defaultNamespace: Self.defaultNamespace) }

    init(_ file: DatabaseFile, _ settings: ServeCommand, logger: Logger) throws(UserError) {
        let (rows, values) = try translated { () throws(StorageError) in
            (try MissStore(file).all(), try ValueStore(file).all())
        }
        deliveries = try translated { [news] () throws(StorageError) in
            try CallbackJournal(file: file, news: news, retention: settings.callbackJournal, logger: logger)
        }
        let key = try SecretKey(database: settings.db) { ProcessInfo.processInfo.environment[$0] }
        secrets = try SealedSecrets(file, key: key, logger: logger)
        clock = settings.answering.adjustableClock
        journal = RequestJournal(retention: settings.journalSize.bytes)
        misses = MissLedger(rows, defaultNamespace: Self.defaultNamespace)
        let redaction = TraceRedaction(try Assembly.redactionRules(settings.redact))
        keeper = StateKeeper(file: file, journal: journal, misses: misses, redaction: redaction, logger: logger)
        var options = settings.answering.options(clock: clock)
        options.namespace = Self.defaultNamespace
        options.deliverySalt = deliveries.salt
        options.storesChanged = { [keeper] run, changes in keeper.storesChanged(run, changes) }
        do throws(ReplayError) { engine = try ReplayEngine(options: options) } catch {
            throw .failure("\(error)")
        }
        restore(values)
    }

    /// Gives all stores these values and no others, which the database has. The keeper must not write meanwhile.
    func replaceStores(with values: [StoredValue]) {
        for run in Set(engine.namedRuns + [.shared]) { engine.reset(run) }
        restore(values)
    }

    /// Puts the values back into the stores; the keeper, which writes nothing meanwhile, forgets that they were changed.
    private func restore(_ values: [StoredValue]) {
        for (run, values) in Dictionary(grouping: values, by: \.run) {
            engine.withStores(of: run) { stores in
                for value in values {
                    guard let json = try? JSON.parse(value.json) else { continue }
                    stores[value.place, value.key] = json
                }
            }
        }
        keeper.forgetChanges()
    }
}
