public import Model
public import Storage

/// The requests that were answered.
public protocol JournalServing: Sendable {
    /// The entries that pass, the oldest first.
    ///
    /// - Throws: when the query's matcher cannot be compiled.
    func entries(_ query: JournalQuery) throws(MockFormatError) -> [JournalEntry]
    /// One entry; nil when it is unknown or was dropped.
    func entry(_ id: ExchangeID) -> JournalEntry?
    /// Takes the entries that pass away.
    ///
    /// - Returns: how many there were.
    func remove(_ query: JournalQuery) throws(MockFormatError) -> Int
    /// Calls back, once and from any thread, when so many entries pass, with true, or when the time is over, with false.
    /// Must not block.
    func wait(
        for query: JournalQuery,
        count: Int,
        within limit: Duration,
        _ done: @escaping @Sendable (_ reached: Bool, _ count: Int) -> Void
    ) throws(MockFormatError)
    /// How many bytes of requests and answers are kept.
    var retention: Int { get }
}

/// The requests that no mock answered, as `serve` keeps them.
public protocol MissServing: Sendable {
    /// All of them, in the order of their ids.
    func misses() -> [StoredMiss]
    /// Marks one as nothing that people want to see; nil when it is unknown.
    func ignore(_ id: Int64) -> StoredMiss?
    /// Takes some away.
    ///
    /// - Returns: how many there were.
    func remove(_ ids: [Int64]) -> Int
    /// Takes all of a namespace away, or all.
    ///
    /// - Returns: how many there were.
    func removeAll(namespace: String?) -> Int
}
