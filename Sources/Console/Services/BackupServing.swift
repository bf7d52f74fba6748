public import Storage

/// What a server does around copies of its database.
public protocol BackupServing: Sendable {
    /// The folder of the copies.
    var folder: String { get }
    /// The SHA-256 of a file's content, 64 hexadecimal digits. Blocks.
    func sha256(ofFile path: String) throws -> String
    /// Writes down what has been answered and is in memory only. Blocks.
    func writeDown()
    /// The names of the secrets of another database that this server's key does not open. Blocks.
    ///
    /// - Parameter path: a database of our version that nobody has open.
    func secretsUnderAnotherKey(in path: String) throws(StorageError) -> [String]
    /// Runs the body while no session records and none can start.
    ///
    /// - Throws: `conflict` when one records.
    func whileNoneRecords(_ body: () -> Void) throws(RecorderRefusal)
    /// Lets `swap` replace what the database holds while nobody writes into it what belongs to the state before, then goes on
    /// from what it holds now. Blocks.
    ///
    /// - Parameter load: called once the stores are the new ones.
    func replaceState(
        _ swap: () throws(StorageError) -> RestoredCallbacks,
        load: () throws(StorageError) -> Void
    ) throws(StorageError)
}
