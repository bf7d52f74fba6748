internal import Dispatch
internal import Model
internal import Storage
internal import Synchronization

/// Reads the mocks of a database at start. Their texts are most of the work of a start, which the cores share.
enum CatalogueReading {
    /// The entries, in the order given, each with what keeps it from being one.
    static func entries(of stored: [StoredMock]) -> [Result<CatalogueEntry, MockFormatError>] {
        let parts = (stored.count + partSize - 1) / partSize
        let read = Mutex([[Result<CatalogueEntry, MockFormatError>]](repeating: [], count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let range = part * partSize..<min(stored.count, (part + 1) * partSize)
            let entries = stored[range].map(entry)
            read.withLock { $0[part] = entries }
        }
        return read.withLock { $0.flatMap { $0 } }
    }

    /// Small enough that all cores end at nearly the same time.
    private static let partSize = 256

    private static func entry(of stored: StoredMock) -> Result<CatalogueEntry, MockFormatError> {
        do throws(MockFormatError) { return .success(try CatalogueEntry(stored)) } catch { return .failure(error) }
    }
}
