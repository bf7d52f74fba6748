internal import Model
internal import Storage

/// One recording of a database, open to look at.
struct OpenRecording {
    let file: DatabaseFile
    let recording: Recording

    /// - Throws: what is wrong with the file or the name, in words.
    init(_ options: RecordingOptions, for purpose: DatabaseFile.Purpose = .reading) throws(UserError) {
        (file, recording) = try translated { () throws(StorageError) in
            let file = try DatabaseFile(path: options.db, for: purpose)
            return (file, try RecordingStore(file).find(options.recording))
        }
    }

    var exchanges: ExchangeStore { ExchangeStore(file) }
    var messages: MessageStore { MessageStore(file) }
    var attributions: AttributionStore { AttributionStore(file) }

    /// All summaries of a kind, page by page.
    func summaries(of kind: Exchange.Kind? = nil) throws(UserError) -> [ExchangeSummary] {
        try translated { () throws(StorageError) in
            var all: [ExchangeSummary] = []
            while true {
                let page = try exchanges.summaries(of: recording.id, kind: kind, after: all.last?.id)
                guard !page.isEmpty else { return all }
                all += page
            }
        }
    }
}

/// Turns an error of storage, whose text a user can read, into one of the command line.
func translated<Result>(_ body: () throws(StorageError) -> Result) throws(UserError) -> Result {
    do { return try body() } catch { throw .failure(error.description) }
}
